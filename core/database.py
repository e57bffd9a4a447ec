"""What the two databases need to be told differently, beside what Django knows."""

import contextlib

from django.db import connection, connections, transaction

SAMPLED = 400
BRIEFLY = 1500  # milliseconds


@contextlib.contextmanager
def impatient():
    """Wait BRIEFLY for whoever writes, and not as long as SQLite's settings say: for what a page writes beside what it
    shows, and can do without. PostgreSQL's rows are not locked by strangers."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    ours = connection.connection
    (usual,) = ours.execute("PRAGMA busy_timeout").fetchone()
    ours.execute(f"PRAGMA busy_timeout = {BRIEFLY}")
    try:
        yield
    finally:
        ours.execute(f"PRAGMA busy_timeout = {usual}")


def apart():
    """A connection of the caller's own, outside the pool, to be closed by the caller: so closing it really does."""
    own = connection.copy()
    own.settings_dict["OPTIONS"].pop("pool", None)
    return own


def let_go():
    """Close all connections of this thread, and the pool they came from: before a fork, for neither may be shared."""
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()


def one_commit():
    """A transaction for many small writes of which each could stand alone, where that is quicker and safe: on SQLite.

    On PostgreSQL none: whoever holds many rows waits for somebody who waits for one of them, sooner or later.
    """
    return transaction.atomic() if connection.vendor == "sqlite" else contextlib.nullcontext()


def gather_statistics():
    """Let SQLite see how its rows are spread over the values of each index; PostgreSQL does so by itself.

    Without, it takes an audience for a handful of topics: of 200,000 posts, to find which of 500 a reader may see took
    130 ms instead of 6. SAMPLED rows of each index are looked at: that takes a few milliseconds, however many there
    are (https://www.sqlite.org/lang_analyze.html#approx).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLED}")
            cursor.execute("ANALYZE")
