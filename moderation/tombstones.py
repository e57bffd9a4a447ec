"""The tombstones of what was erased, in a file that outlives the database: one key a line, written by the worker.

It holds no content. It belongs beside the back-ups: `manage.py restore` reads it.
"""

import os

from django.conf import settings
from django.utils import timezone

from core.things import KEY
from moderation.models import Erased


def file():
    return settings.VAR / "erased.txt"


def write_down():
    """Add the tombstones that are not in the file yet; returns how many. Killed between, a key stands there twice."""
    rows = list(Erased.objects.filter(written_at=None).order_by("id")[:500])
    if rows:
        handle = os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="ascii") as out:
            out.writelines(f"{row.key}\n" for row in rows)
            out.flush()
            os.fsync(out.fileno())
        Erased.objects.filter(pk__in=[row.pk for row in rows]).update(written_at=timezone.now())
    return len(rows)


def keys_in(lines):
    """Each key once, in order; a line that is none is passed over."""
    return list(dict.fromkeys(line.strip() for line in lines if KEY.match(line.strip())))
