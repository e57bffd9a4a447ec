"""Other languages' words for the concepts that a query names."""

from dataclasses import dataclass

from search.query import Expansion
from thesaurus.expand import expand
from thesaurus.folding import key


@dataclass(frozen=True)
class Expanded:
    """A concept that a query names. expansions: what the engine gets, one for each place in the query.

    shown: what the page says of it, [(language, label, whether it is confirmed)].
    """

    slug: str
    expansions: tuple
    shown: tuple


def expansions_of(typed, language):
    """The concepts a query names, with their labels in every language."""
    return [_expanded(found, typed) for found in expand(typed[:1000], language)]


def said_once(expanded):
    """What is shown of several concepts, each spelling once."""
    words = {}
    for each in expanded:
        for said in each.shown:
            words.setdefault(key(said[1]), said)
    return list(words.values())


def _expanded(found, typed):
    phrases = tuple((code, label) for code, labels in found.labels.items() for label in labels)
    start, end = found.spans[0]
    return Expanded(
        slug=found.slug,
        expansions=tuple(Expansion(start, end, phrases, f"concept:{found.ref}") for start, end in found.spans),
        shown=tuple(_shown(found, typed[start:end])),
    )


def _shown(found, typed):
    """(language, label, whether it is confirmed) of each label that was searched and says it otherwise than typed."""
    for code, labels in found.labels.items():
        label = _answering(typed, found.labels, labels) if labels else typed
        if key(label) != key(typed):
            yield code, label, found.confirmed.get(code, True)


def _answering(typed, by_language, labels):
    """Of one language's labels the preferred one for a preferred one; else the first of as many words as were typed:
    who typed "witness" is told of "témoin", and who typed an abbreviation of an abbreviation."""
    wanted = key(typed)
    if wanted in {key(others[0]) for others in by_language.values() if others}:
        return labels[0]
    return next((label for label in labels if len(key(label).split()) == len(wanted.split())), labels[0])
