"""What files hang on, as search and readers know it. Rooms whose things hold files register here how they are asked."""

from collections.abc import Callable
from dataclasses import dataclass

from core import things
from core.things import Place


@dataclass(frozen=True)
class Holder:
    """One kind of thing that files hang on.

    documents(refs) -> {ref: search.document.Document}: what search knows of the things as a place: who may see them,
    what they stand under, when, on what, by whom. One that readers can't find is not among them.
    places(refs, user) -> {ref: Place}: what this person is told of where a file hangs; None: the thing itself.
    """

    kind: str
    documents: Callable
    places: Callable | None = None


_holders: dict[str, Holder] = {}


def register(holder):
    _holders[holder.kind] = holder
    return holder


def documents_of_holders(keys):
    """{key: Document} of what holds files."""
    return {
        f"{kind}:{ref}": document
        for kind, refs in _by_kind(keys).items()
        if kind in _holders
        for ref, document in _holders[kind].documents(refs).items()
    }


def places_of_holders(keys, user):
    """{key: Place} of what holds files, as far as this person may see it: a few queries for each kind."""
    own, others, found = {}, [], {}
    for kind, refs in _by_kind(keys).items():
        holder = _holders.get(kind)
        if holder and holder.places:
            own[kind] = holder.places(refs, user)
        else:
            others += [f"{kind}:{ref}" for ref in refs]
    for kind, places in own.items():
        found.update({f"{kind}:{ref}": place for ref, place in places.items()})
    for key, row in things.resolve(others, user).items():
        found[key] = _place(row)
    return found


def _place(row):
    kind = things.kind_of_row(row)
    language = kind.title_language or kind.language
    return Place(str(kind.title(row)), language(row), kind.url(row))


def _by_kind(keys):
    refs = {}
    for key in sorted(set(keys)):
        if things.kind_of(key):
            kind, _, ref = key.partition(":")
            refs.setdefault(kind, []).append(ref)
    return refs
