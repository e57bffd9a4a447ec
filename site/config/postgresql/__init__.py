"""A connection to PostgreSQL that waits for a silent server no longer than a reader would."""

import psycopg
from psycopg import errors

PATIENCE = 5  # seconds for a statement; the server's own statement_timeout ends a little earlier, where it can
LOOK = 1  # seconds for the pool's question whether a connection still works


class Connection(psycopg.Connection):
    """The server's time-out is no use while the server itself stands still, or a network swallows what it says: then
    the client gives up too, and the connection, whose state nobody knows, is closed.

    patience: seconds for a statement, or None for as long as it takes.
    """

    patience = PATIENCE

    def wait(self, gen, *args, timeout=None, **options):
        limit = self.patience if timeout is None else timeout
        try:
            return super().wait(gen, *args, timeout=limit, **options)
        except errors._WaitTimeout:
            if timeout is not None:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the server said nothing for {limit} seconds") from None

    def execute(self, *args, **options):
        """Only the pool asks this way, before it gives a connection out; Django has cursors."""
        usual, self.patience = self.patience, LOOK
        try:
            return super().execute(*args, **options)
        finally:
            self.patience = usual
