"""Turns: what only one process at a time may do, on all machines that share the database."""

import contextlib
import fcntl
import hashlib
import time

from django.conf import settings
from django.db import connection

from core.database import apart

LOOK = 0.1  # seconds between two looks at a turn that somebody has


@contextlib.contextmanager
def turn(name):
    """Wait until nobody has the turn of this name, then have it. A process or machine that dies gives it back.

    On PostgreSQL it is a lock of the server's, so all machines see it; on SQLite a file under FORA_VAR, which one
    machine has. Whoever has a turn must not ask for the same one again: it would wait for itself.
    """
    with _on_server(name) if connection.vendor == "postgresql" else _on_disk(name):
        yield


@contextlib.contextmanager
def _on_server(name):
    # A connection of its own: closing it gives the turn back whatever happened, and no transaction of the caller's
    # comes in between.
    own = apart()
    number = int.from_bytes(hashlib.sha256(f"fora turn {name}".encode()).digest()[:8], "big", signed=True)
    try:
        with own.cursor() as cursor:
            # Asked over and over, because waiting in the server would end with the statement's time.
            while not _taken(cursor, number):
                time.sleep(LOOK)
        yield
    finally:
        own.close()


def _taken(cursor, number):
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
    return cursor.fetchone()[0]


@contextlib.contextmanager
def _on_disk(name):
    folder = settings.VAR / "turns"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
