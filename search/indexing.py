"""How each kind of thing becomes a document of the index. Rooms register in their own `indexing.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from search.document import COMMONS, sealed_index

LONGEST = 100  # characters of a trait that is asked for


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


@dataclass(frozen=True)
class Trait:
    """Something that things of some kinds can be narrowed by beside language and concept, such as a person's country.

    name: what stands before the colon in `Document.traits`. heading: over its choices. label_of(value) -> what a value
    is called by the reader; "" for one that is none.
    """

    name: str
    kinds: frozenset
    heading: str
    label_of: Callable

    def bears(self, key):
        """Whether this is one of its values."""
        return key.startswith(f"{self.name}:")


_sources: dict[str, Source] = {}
_traits: dict[str, Trait] = {}


def register(source):
    _sources[source.kind] = source
    return source


def sources():
    """All sources by the name of their kind."""
    return dict(_sources)


def register_trait(trait):
    _traits[trait.name] = trait
    return trait


def traits():
    """All traits by their names."""
    return dict(_traits)


def trait_key(name, value):
    """A value of a trait as documents bear it: in one line, as it is asked for in an address."""
    return f"{name}:{' '.join(value.split())}"


def is_trait(key):
    """Whether this is a value of a trait that there is."""
    name, _colon, value = key.partition(":")
    is_plain = len(key) <= LONGEST and key.isprintable() and key == trait_key(name, value)
    return is_plain and name in _traits and bool(_traits[name].label_of(value))


def index_of(audience):
    """The index that a thing of this audience lives in: `commons`, or the sealed one of an invite or secret space."""
    space = getattr(audience, "space", None)
    return sealed_index(space.ref) if space is not None and space.is_sealed else COMMONS
