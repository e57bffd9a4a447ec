"""A worker's place gives it a name, the same after each start, so that what it was killed over comes back."""

import contextlib
import fcntl
import os
import time

from django.conf import settings
from django.db import connection

from core.ids import new_ref

VARIABLE = "FORA_WORKER"  # the name, for the lanes, which are processes of their own
LOOK = 0.2  # seconds between two looks at places that are taken
PATIENCE = 5  # seconds until taken is taken: a killed worker's lanes outlive it by half a second
MOST = 64


class Busy(Exception):
    """Every place on this data folder is taken."""


@contextlib.contextmanager
def place():
    """Have the first place on this data folder that no living worker has. Raises Busy.

    With SQLite there is one. With PostgreSQL several workers may share a folder, and each machine may have its own.
    Forked lanes share the lock, so a place is free once the last of them is gone.
    """
    folder = settings.VAR / "worker"
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"place-{number}" for number in range(1 if connection.vendor == "sqlite" else MOST)]
    with _first_free(files) as file:
        os.environ[VARIABLE] = _name_in(file)
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def worker_name():
    """The name of the worker that this process is, or is a lane of."""
    return os.environ[VARIABLE]


def _first_free(paths):
    last = time.monotonic() + PATIENCE
    while time.monotonic() < last:
        for path in paths:
            file = path.open("a+")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
            else:
                return file
        time.sleep(LOOK)
    raise Busy


def _name_in(file):
    file.seek(0)
    name = file.read().strip()
    if not name:
        name = new_ref()
        file.write(name)
        file.flush()
    return name
