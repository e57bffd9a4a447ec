"""The engine in use."""

from functools import cache

from django.conf import settings

from search.engines.tantivy import TantivyEngine


@cache
def _tantivy(root):
    return TantivyEngine(root)


def engine():
    """The one engine of this process; its files lie under settings.INDEX_ROOT."""
    return _tantivy(settings.INDEX_ROOT)
