"""Whether documents may be opened, and whether they are: for uploads, and for /readyz.

The worker knows it and tells it through the cache that all processes share: where web and worker run apart, what the
web's kernel allows says nothing.
"""

from django.conf import settings
from django.core.cache import caches

from files.extraction.reading import isolation_refused

AGAIN = 60  # seconds between two times that a worker asks its kernel
KEPT = 10 * AGAIN
KEY = "documents.isolation_refused"


def may_read():
    """Whether a document may be opened: nobody refuses its isolation, or operators said that it may be without.

    Where no worker has spoken yet nothing is opened either, so what is taken meanwhile waits.
    """
    return settings.EXTRACT_UNISOLATED or not refused()


def refused():
    """Why a child cannot be isolated where the worker runs; empty if it can, None where no worker has said."""
    return caches["pages"].get(KEY)


def tell():
    """Ask the kernel and tell everybody; the worker's part."""
    caches["pages"].set(KEY, isolation_refused(), timeout=KEPT)
