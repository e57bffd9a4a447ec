"""Django's SQLite, but whoever wants to write comes to their turn about in the order in which they came.

Of SQLite itself whoever waits looks again ten times a second whether it is free: where many write, some find it taken
each time, until they give up. So all of Fora's processes wait for each other at a file beside the database first. Who
writes to it past Fora still waits as SQLite has it.
"""

import logging
from functools import cache

from django.db.backends.sqlite3 import base

from config.sqlite import taken

logger = logging.getLogger(__name__)

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "ANALYZE")


class DatabaseWrapper(base.DatabaseWrapper):
    """settings.DATABASES names it as its ENGINE, `config.sqlite`."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._turn = None
        self.execute_wrappers.append(self._in_turn)

    def _start_transaction_under_autocommit(self):
        """Its turn is kept until the transaction's end."""
        self._after_others(super()._start_transaction_under_autocommit)

    def _commit(self):
        super()._commit()  # where it fails, Django rolls back
        self._hand_on()

    def _rollback(self):
        try:
            super()._rollback()
        finally:
            self._hand_on()

    def _close(self):
        try:
            super()._close()
        finally:
            self._hand_on()

    def _in_turn(self, execute, sql, params, many, context):
        """A statement that writes outside of a transaction takes its turn, too."""
        if self._turn or self.in_atomic_block or not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        try:
            return self._after_others(lambda: execute(sql, params, many, context))
        finally:
            self._hand_on()

    def _after_others(self, write):
        """Wait as long as this connection waits for a writer (`PRAGMA busy_timeout`), in the queue and for SQLite."""
        if self._turn or self.is_in_memory_db():
            return write()
        usual = self._patience()
        left = self._take_turn(usual)
        try:
            if left < usual:
                self._wait_for(left)
            return write()
        except BaseException:
            self._hand_on()
            raise
        finally:
            if left < usual:
                self._wait_for(usual)

    def _take_turn(self, milliseconds):
        """The milliseconds that are left. Without a turn SQLite decides: at once, where all of them were waited in vain
        for somebody who may hold the queue up and not the database."""
        try:
            self._turn, left = taken(self.settings_dict["NAME"], milliseconds / 1000)
        except OSError as error:
            _warn(str(error))
            return milliseconds
        return round(left * 1000)

    def _hand_on(self):
        turn, self._turn = self._turn, None
        if turn:
            turn.close()

    def _patience(self):
        return self.connection.execute("PRAGMA busy_timeout").fetchone()[0]

    def _wait_for(self, milliseconds):
        self.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")


@cache
def _warn(reason):
    """Once in each process."""
    logger.warning("Writers to SQLite do not wait for each other in turns: %s", reason)
