"""Django's PostgreSQL, but a crowd does not wait in turns for a server that is away.

A web process has few threads: were each to wait its two seconds, whoever is tenth in the queue would wait ten. So once
somebody has waited in vain, those who come in the next moment are told at once.
"""

import time

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

AGAIN = 1  # seconds after a wait in vain, until the next one waits


class DatabaseWrapper(base.DatabaseWrapper):
    """settings.DATABASES names it as its ENGINE, `config.postgresql`."""

    # Of the whole process, as the pools are; {alias: when somebody last waited in vain}.
    _in_vain = {}

    def get_new_connection(self, conn_params):
        if self.pool and time.monotonic() < self._in_vain.get(self.alias, -AGAIN) + AGAIN:
            raise OperationalError("the database was away a moment ago")
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            self._in_vain[self.alias] = time.monotonic()
            raise
