"""Other languages' words for the concepts that a query names."""

from dataclasses import dataclass

from search.query import Expansion
from thesaurus.expand import expand
from thesaurus.folding import key


@dataclass(frozen=True)
class Expanded:
    """A concept that a query names. expansions: what the engine gets, one for each place in the query.

    shown: what the page says of it, [(language, label, whether it is confirmed)], other languages only.
    """

    slug: str
    expansions: tuple
    shown: tuple


def expansions_of(typed, language):
    """The concepts a query names, with their labels in every language."""
    return [_expanded(found, typed, language) for found in expand(typed[:1000], language)]


def _expanded(found, typed, language):
    phrases = tuple((code, label) for code, labels in found.labels.items() for label in labels)
    start, end = found.spans[0]
    return Expanded(
        slug=found.slug,
        expansions=tuple(Expansion(start, end, phrases, f"concept:{found.ref}") for start, end in found.spans),
        shown=tuple(
            (code, _answering(typed[start:end], found.labels, labels), found.confirmed.get(code, True))
            for code, labels in found.labels.items()
            if labels and code != language
        ),
    )


def _answering(typed, by_language, labels):
    """Of one language's labels the preferred one for a preferred one; else the first of as many words as were typed:
    who typed "witness" is told of "témoin", and who typed an abbreviation of an abbreviation."""
    wanted = key(typed)
    if wanted in {key(others[0]) for others in by_language.values() if others}:
        return labels[0]
    return next((label for label in labels if len(key(label).split()) == len(wanted.split())), labels[0])
