"""Did you mean: the labels nearest to words that are none."""

from dataclasses import dataclass

from thesaurus import lexicon
from thesaurus.expand import QUOTED, expand
from thesaurus.folding import words

MOST_WORDS = 8  # of a query; longer ones get no suggestion
LONGEST_WINDOW = 4


@dataclass(frozen=True)
class Suggestion:
    """text: the query with the misspelt words replaced. label, language, slug, ref: what they were replaced by."""

    text: str
    label: str
    language: str
    slug: str
    ref: str


def suggest(text, language, most=3):
    """Up to `most` Suggestions, the nearest first, for a query that holds a misspelt label, whole or in part.

    Near is an edit distance on folded forms of one, of two from six letters on; a swap of neighbours is one edit.
    Words that belong to a label already, and words in quotes, are left alone. Labels in `language` come before others
    as near.
    """
    typed = words(text, MOST_WORDS + 1)
    if not 1 <= len(typed) <= MOST_WORDS:
        return []
    known = lexicon.current()
    settled = [span for found in expand(text, language) for span in found.spans]
    settled += [quoted.span() for quoted in QUOTED.finditer(text)]
    for size in [len(typed), *range(min(LONGEST_WINDOW, len(typed) - 1), 0, -1)]:
        near = []
        for start in range(len(typed) - size + 1):
            near += _near(known, text, typed[start : start + size], language, settled)
        if near:
            return _best(near, most)
    return []


def _near(known, text, window, language, settled):
    """[(order, Suggestion)] for one run of words."""
    start, end = window[0].start, window[-1].end
    if any(start < other_end and other_start < end for other_start, other_end in settled):
        return []
    key = " ".join(word.folded for word in window)
    return [
        ((steps, spelling.language != language, spelling.rank), _suggestion(text, start, end, spelling))
        for steps, spelling in _within_reach(known, key)
    ]


def _suggestion(text, start, end, spelling):
    replaced = text[:start] + spelling.text + text[end:]
    return Suggestion(replaced, spelling.text, spelling.language, spelling.sense.slug, spelling.sense.ref)


def _best(near, most):
    """The nearest, each concept once."""
    chosen = {}
    for _, suggestion in sorted(near, key=lambda pair: pair[0]):
        chosen.setdefault(suggestion.slug, suggestion)
    return list(chosen.values())[:most]


def _reach(key):
    return 0 if len(key) < 4 else 1 if len(key) < 6 else 2


def _within_reach(known, key):
    """[(distance, spelling)] of the labels near the key."""
    reach, letters = _reach(key), lexicon.letters(key)
    lengths = range(len(key) - reach, len(key) + reach + 1) if reach else ()
    # An edit changes at most two letters of the set, so most labels are put aside by one operation on numbers.
    candidates = (
        spelling
        for length in lengths
        for spelling in known.by_length.get(length, ())
        if (spelling.letters ^ letters).bit_count() <= 2 * reach
    )
    measured = ((distance(key, spelling.key, reach), spelling) for spelling in candidates)
    return [(steps, spelling) for steps, spelling in measured if 0 < steps <= reach]


def distance(one, two, most):
    """Edits from one text to the other (insert, delete, replace, swap neighbours), or most + 1 for more than `most`.

    Optimal string alignment, after Damerau 1964, row by row, given up as soon as a row holds nothing within reach.
    """
    before, row = [], list(range(len(two) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(two, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
