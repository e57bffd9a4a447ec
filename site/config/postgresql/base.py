"""Django's PostgreSQL, but a crowd does not wait in turns for a server that is away.

A web process has few threads: were each to wait its two seconds, whoever is tenth in the queue would wait ten. So once
somebody has waited in vain, all others are told at once, until a glance every second finds it back: a crowd that is
told slowly, by busy cores, takes no second turn of waiting.
"""

import time

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

AGAIN = 1  # seconds after a wait in vain, until one of those who come looks whether it is back
GLANCE = 0.2  # seconds for that; the pool goes on connecting, and what is made too late for this one finds the next


class DatabaseWrapper(base.DatabaseWrapper):
    """settings.DATABASES names it as its ENGINE, `config.postgresql`."""

    # Of the whole process, as the pools are; {alias: when somebody last waited or looked in vain}, while it is away.
    _in_vain = {}

    def get_new_connection(self, conn_params):
        if self.alias in self._in_vain:
            self._look()
        try:
            return super().get_new_connection(conn_params)
        except PoolTimeout:
            self._in_vain[self.alias] = time.monotonic()
            raise

    def _look(self):
        """Raises OperationalError while it is away: to all but one of those who come within a second, unasked."""
        now = time.monotonic()
        if now < self._in_vain.get(self.alias, -AGAIN) + AGAIN:
            raise OperationalError("the database was away a moment ago")
        self._in_vain[self.alias] = now
        with self.pool.connection(timeout=GLANCE):
            self._in_vain.pop(self.alias, None)
