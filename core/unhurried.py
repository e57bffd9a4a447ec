"""Commands may take longer than pages: what has no reader waiting says so, or the database ends it after 5 s."""

import contextlib

from django.db import connection


@contextlib.contextmanager
def unhurried():
    """Let each statement of this connection take as long as it needs (PostgreSQL; SQLite knows no such limit)."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute("SET statement_timeout = 0")
    ours = connection.connection
    patience, ours.patience = getattr(ours, "patience", None), None  # the client's own, in config/postgresql/
    try:
        yield
    finally:
        ours.patience = patience
        if connection.connection is ours and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, false)", [usual])
