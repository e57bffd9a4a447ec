"""The engine in use: Elasticsearch where settings.SEARCH names a cluster, else tantivy."""

import secrets
import tempfile
from contextlib import contextmanager
from functools import cache, partial

from django.conf import settings

from core.turns import turn
from search.engines.elasticsearch import ElasticEngine
from search.engines.tantivy import TantivyEngine, locked


def engine():
    """The one engine of this process. What it holds lies in the cluster under settings.SEARCH_PREFIX, or else under
    settings.INDEX_ROOT."""
    if settings.SEARCH:
        return _elastic(_hashable(settings.SEARCH), settings.SEARCH_PREFIX)
    return _tantivy(settings.INDEX_ROOT)


@contextmanager
def scratch():
    """An empty engine of the kind in use, ready to be written to and asked. It shares nothing with the one that answers
    readers, needs no turn, and is gone at the end."""
    with tempfile.TemporaryDirectory(prefix="fora-scratch-") as folder:
        made = _scratch(folder)
        try:
            with made.turn(), made.beside() as copy:
                copy.take_over()
            yield made
        finally:
            made.remove()
            made.close()


def _scratch(folder):
    if not settings.SEARCH:
        return TantivyEngine(folder)
    prefix = f"{settings.SEARCH_PREFIX}-scratch-{secrets.token_hex(4)}"
    return ElasticEngine(**settings.SEARCH, turn=partial(locked, folder), prefix=prefix)


def _hashable(servers):
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in servers.items())


@cache
def _tantivy(root):
    return TantivyEngine(root)


@cache
def _elastic(servers, prefix):
    return ElasticEngine(**dict(servers), turn=partial(turn, "index"), prefix=prefix)
