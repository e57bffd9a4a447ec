"""User and network namespaces of one's own: what the kernel must allow for documents to be read in isolation."""

from functools import cache

from files.extraction.reading import isolation_refused

ADVICE = "run the tests where the kernel allows user namespaces (not in a container that forbids unshare)"


@cache
def find():
    """True where a child can be isolated, or None."""
    return not isolation_refused() or None
