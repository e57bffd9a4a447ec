"""Other languages' words for the concepts that a query names."""

from dataclasses import dataclass

from search.query import Expansion
from thesaurus.expand import expand


@dataclass(frozen=True)
class Expanded:
    """A concept that a query names. expansions: what the engine gets, one for each place in the query.

    shown: what the page says of it, [(language, preferred label, whether it is confirmed)], other languages only.
    """

    slug: str
    expansions: tuple
    shown: tuple


def expansions_of(typed, language):
    """The concepts a query names, with their labels in every language."""
    return [_expanded(found, language) for found in expand(typed[:1000], language)]


def _expanded(found, language):
    phrases = tuple((code, label) for code, labels in found.labels.items() for label in labels)
    return Expanded(
        slug=found.slug,
        expansions=tuple(Expansion(start, end, phrases, f"concept:{found.ref}") for start, end in found.spans),
        shown=tuple(
            (code, labels[0], found.confirmed.get(code, True))
            for code, labels in found.labels.items()
            if labels and code != language
        ),
    )
