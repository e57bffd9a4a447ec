"""What a hit shows of its text: pieces of plain text, each with whether it matches. Markup is the template's."""

import re
from collections import Counter
from dataclasses import dataclass

from search.analysis import folded_tokens, tokens
from search.query import Query

TELLING = 0.25  # terms below this share of the weightiest one's weight are not marked: "the", "of"
GAP = "…"


@dataclass(frozen=True)
class Marks:
    """What is marked: terms and term phrases of the readings, words and word sequences as typed."""

    terms: frozenset[str] = frozenset()
    phrases: frozenset[tuple[str, ...]] = frozenset()
    words: frozenset[str] = frozenset()
    quoted: frozenset[tuple[str, ...]] = frozenset()


def marks_of(query: Query, weights):
    """What to mark for a query; `weights` are the answer's."""
    least = TELLING * max(weights.values(), default=0)
    return Marks(
        terms=frozenset(term for term in query.terms() if weights.get(term, least) >= least),
        phrases=frozenset(query.phrases()),
        words=frozenset(query.words) if query.exact else frozenset(),
        quoted=frozenset(query.quoted),
    )


def highlighted(text, marks, language):
    """The whole text as [(piece, is_match)]."""
    return _pieces(text, _places(text, marks, language), 0, len(text))


def snippet(text, marks, language, length=240):
    """[(piece, is_match)] of the stretch of about `length` characters that has the most different matches, cut between
    words, with … where something is left out. Without a match it is the text's beginning."""
    places = _places(text, marks, language)
    start, end = _window(text, places, length)
    pieces = _pieces(text, [place for place in places if start <= place[0] and place[1] <= end], start, end)
    before = [(GAP + " ", False)] if start else []
    return before + pieces + ([(" " + GAP, False)] if end < len(text.rstrip()) else [])


def _places(text, marks, language):
    """[(start, end, what matched)], in order, without overlaps."""
    found = []
    if marks.terms or marks.phrases:
        found += _matches(tokens(text, language), marks.terms, marks.phrases, slop=1)
    if marks.words or marks.quoted:
        found += _matches(folded_tokens(text), marks.words, marks.quoted, slop=0)
    places = []
    for place in sorted(found, key=lambda each: (each[0], -each[1])):
        if not places or place[0] >= places[-1][1]:
            places.append(place)
    return places


def _matches(words, single, sequences, slop):
    beginnings = {}
    for sequence in sequences:
        beginnings.setdefault(sequence[0], []).append(sequence)
    for at, (word, start, end) in enumerate(words):
        if word in single:
            yield start, end, word
        for sequence in beginnings.get(word, ()):
            last = _end_of(words, at, sequence, slop)
            if last is not None:
                yield start, words[last][2], sequence


def _end_of(words, at, sequence, slop):
    """The place of a sequence's last word if it stands from `at` on, with up to `slop` words between, or None."""
    for wanted in sequence[1:]:
        at = next((n for n in range(at + 1, min(at + 2 + slop, len(words))) if words[n][0] == wanted), None)
        if at is None:
            return None
    return at


def _window(text, places, length):
    if len(text) <= length:
        return 0, len(text)
    start = 0
    if places:
        start = max(0, places[_best(places, length * 4 // 5)][0] - length // 5)
    start = min(start, len(text) - length)
    end = start + length
    if start:
        start = _next_gap(text, start, places)
    return start, _last_gap(text, start, end)


def _best(places, width):
    """The match at which the best window of a width begins: it holds the most different matches, then the most, and of
    equal ones it is the first. Places are in order and do not overlap, so each enters the window and leaves it once."""
    best, most, inside, end = 0, (0, 0), Counter(), 0
    for first, (start, _, what) in enumerate(places):
        while end < len(places) and places[end][1] <= start + width:
            inside[places[end][2]] += 1
            end += 1
        if end <= first:  # longer than the window
            end = first + 1
            continue
        if (worth := (len(inside), end - first)) > most:
            best, most = first, worth
        inside[what] -= 1
        if not inside[what]:
            del inside[what]
    return best


_SPACE = re.compile(r"[^\S\u00a0\u202f]+")  # French keeps “:” and “?” on the line by spaces that do not break


def _next_gap(text, at, places):
    """Where the next word begins, but never beyond the match the window was chosen for."""
    limit = next((start for start, *_ in places if start >= at), at + 40)
    gap = _SPACE.search(text, at, max(limit, at) + 1)
    return gap.end() if gap and gap.end() <= limit else at


def _last_gap(text, start, end):
    if end >= len(text) or _SPACE.match(text[end]):
        return end
    gap = max(text.rfind(space, start, end) for space in " \n\t")
    return gap if gap > start + (end - start) // 2 else end


def _pieces(text, places, start, end):
    pieces = []
    for first, last, _ in places:
        pieces += [(text[start:first], False), (text[first:last], True)]
        start = last
    pieces.append((text[start:end], False))
    return [(_SPACE.sub(" ", piece), is_match) for piece, is_match in pieces if piece]
