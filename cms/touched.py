"""Which pages a request has published, taken back or moved, so that their editor is told what follows from it."""

from contextlib import contextmanager
from contextvars import ContextVar

_touched = ContextVar("touched", default=None)


@contextmanager
def touched():
    """Gives {primary key: page}, which fills while this lasts."""
    pages = {}
    token = _touched.set(pages)
    try:
        yield pages
    finally:
        _touched.reset(token)


def touch(page):
    pages = _touched.get()
    if pages is not None:
        pages[page.pk] = page
