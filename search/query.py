"""What somebody typed, read once for all engines. Nothing that can be typed raises."""

import re
import unicodedata
from dataclasses import dataclass

from search.analysis import LANGUAGES, folded, languages_of, terms, tokens

LONGEST = 256  # characters considered; the rest is cut and the answer says so

QUOTES = '"“”„‟«»＂〝〞'
_PART = re.compile(
    rf"(?P<minus>(?<!\S)[-−–])?[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]"
    rf"|(?<!\S)[-−–](?P<without>\w[^\s{QUOTES}]*)"
)


@dataclass(frozen=True)
class Expansion:
    """Other words for a piece of a query: characters start to end of it, and [(language, phrase)] for a concept.

    concept: the key of the concept, so that what is tagged with it is found too; or "".
    """

    start: int
    end: int
    phrases: tuple[tuple[str, str], ...]
    concept: str = ""


@dataclass(frozen=True)
class Unit:
    """One thing a document should speak of: these terms, or one of the phrases that say it otherwise, or else it
    bears one of the concepts (their keys)."""

    terms: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The loose words of a query as one language understands them."""

    language: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Query:
    """text: what is considered of the query. cut: whether something was left off.

    readings: alternatives; a document's best one counts. quoted: word sequences that must stand as they are.
    words: the loose words as typed: with `exact` they must stand so (and there are no readings), else they count a
    little more where they do.
    without: word sequences that must not stand there; without_terms: the same as terms of each reading.
    """

    text: str = ""
    cut: bool = False
    exact: bool = False
    readings: tuple[Reading, ...] = ()
    quoted: tuple[tuple[str, ...], ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    without_terms: tuple[tuple[str, ...], ...] = ()

    def __bool__(self):
        """Whether there is anything to look for."""
        return bool(self.readings or self.quoted or self.words)

    def terms(self):
        """All single terms its readings ask for."""
        return {term for reading in self.readings for unit in reading.units for term in unit.terms}

    def phrases(self):
        """All term phrases it asks for instead of typed words."""
        return {phrase for reading in self.readings for unit in reading.units for phrase in unit.phrases}


def parse(typed, *, interface="en", exact=False, expansions=()):
    """Read a query in the interface's language and in every language that its script allows."""
    text, cut = clean(typed)
    loose, quoted, without = _parted(text)
    query = {
        "text": text,
        "cut": cut,
        "exact": exact,
        "quoted": _sequences(quoted),
        "words": tuple(dict.fromkeys(folded(loose))),
        "without": _sequences(without),
    }
    languages = _languages(loose, interface)
    query["without_terms"] = tuple(
        dict.fromkeys(found for language in languages for piece in without if (found := tuple(terms(piece, language))))
    )
    if exact:
        return Query(**query)
    by_units = {}
    for language in languages:
        reading = _reading(loose, language, _apart(expansions))
        if reading.units:
            by_units.setdefault(reading.units, reading)
    return Query(**query, readings=tuple(by_units.values()))


def clean(typed):
    """(text, cut): controls are spaces, marks of direction vanish, and what is too long is cut, between two words if
    it can be."""
    text = visible(typed[:LONGEST])
    if len(typed) <= LONGEST:
        return text, False
    head = text
    return (head[: head.rfind(" ")] if " " in head[LONGEST // 2 :] else head), True


def visible(typed):
    """The text without marks of direction, and with spaces for controls."""
    return "".join(map(_seen, typed))


def _seen(character):
    if character.isprintable() or character in "\u200c\u200d":
        return character
    return "" if unicodedata.category(character) == "Cf" else " "


def needed(units):
    """How many of so many units a document must speak of: both of two, and two of more. Asking more of long questions
    loses answers that say it otherwise (measured: on xquad-ar half of the units costs 0.2 nDCG@10)."""
    return min(units, 2)


def _parted(text):
    """(loose, quoted, without): the loose words stay where they were, so that offsets into the text hold."""
    quoted, without = [], []

    def take(match):
        if match["quoted"] is None:
            without.append(match["without"])
        else:
            (without if match["minus"] else quoted).append(match["quoted"])
        return " " * len(match[0])

    return _PART.sub(take, text), quoted, without


def _sequences(pieces):
    return tuple(dict.fromkeys(found for piece in pieces if (found := tuple(folded(piece)))))


def _languages(text, interface):
    allowed = languages_of(text)
    if interface not in LANGUAGES:
        return allowed
    return (interface, *(language for language in allowed if language != interface))


def _apart(expansions):
    """{(start, end): (phrases, concepts)} of expansions that do not overlap, the longer first; those of the very same
    piece are one."""
    chosen = {}
    for found in sorted(expansions, key=lambda each: (each.start - each.end, each.start)):
        piece, concepts = (found.start, found.end), (found.concept,) if found.concept else ()
        if piece in chosen:
            phrases, before = chosen[piece]
            chosen[piece] = (phrases + found.phrases, before + concepts)
        elif all(found.end <= start or end <= found.start for start, end in chosen):
            chosen[piece] = (found.phrases, concepts)
    return chosen


def _reading(text, language, expansions):
    """Each typed word is a unit, but the words of an expanded piece are one unit together."""
    pieces = {}
    for term, start, end in tokens(text, language):
        piece = next(((a, b) for a, b in expansions if a <= start and end <= b), term)
        pieces.setdefault(piece, []).append(term)
    return Reading(language, tuple(_unit(found, *expansions.get(piece, ((), ()))) for piece, found in pieces.items()))


def _unit(found, labels, concepts):
    return Unit(tuple(dict.fromkeys(found)), _phrases(labels), tuple(dict.fromkeys(concepts)))


def _phrases(labels):
    phrases = (tuple(terms(label, language)) for language, label in labels)
    return tuple(dict.fromkeys(phrase for phrase in phrases if phrase))
