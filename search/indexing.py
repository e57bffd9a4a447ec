"""How each kind of thing becomes a document of the index. Rooms register in their own `indexing.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from search.document import COMMONS, sealed_index


def _no_rows_below(row):
    return ()


def _nothing_to_gather(rows):
    pass


@dataclass(frozen=True)
class Source:
    """One kind's way into the index.

    kind: its name in core.things. rows() -> queryset of every row that may be indexed, loaded as `document` needs it.
    document(row) -> search.document.Document, or None for a row that nobody but its author or a moderator may see.
    gather(rows) loads for many rows at once what `document` needs and no join can bring.
    below(row) -> keys of what stands under it (a board's topics, a topic's posts), for `refresh(…, whole_tree=True)`.
    """

    kind: str
    rows: Callable
    document: Callable
    below: Callable = _no_rows_below
    gather: Callable = _nothing_to_gather


_sources: dict[str, Source] = {}


def register(source):
    _sources[source.kind] = source
    return source


def sources():
    """All sources by the name of their kind."""
    return dict(_sources)


def index_of(audience):
    """The index that a thing of this audience lives in: `commons`, or the sealed one of an invite or secret space."""
    space = getattr(audience, "space", None)
    return sealed_index(space.ref) if space is not None and space.is_sealed else COMMONS
