"""Which concepts a query speaks of, so that it also finds what is written in other languages.

The order of labels within a language is the data files': preferred, alternative, abbreviation.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from thesaurus import lexicon
from thesaurus.folding import words

# As search reads a query: any quotation mark opens, any closes; a minus before a word leaves the word out.
MARKS = '"“”„‟«»＂〝〞'
QUOTED = re.compile(rf"[{MARKS}][^{MARKS}]*[{MARKS}]|(?<!\S)[-−–]\w\S*")
MOST_WORDS = 200  # of a query; what comes after them is not looked at


@dataclass(frozen=True)
class Expansion:
    """One concept found in a query.

    spans: where its labels stand in the query, as (start, end) in characters.
    labels: {language: (text, …)} of the concept in every language, typed forms left out.
    confirmed: {language: whether the preferred label of that language is confirmed}.
    """

    slug: str
    ref: str
    spans: tuple
    labels: dict
    confirmed: dict


def expand(text, language):
    """The concepts whose labels, of any language, stand in `text`, as a list of Expansion in the order of the text.

    Of labels that overlap the longest counts. Words in quotes, and those with a minus before them, are left alone.
    An abbreviation of up to three letters counts only when typed in its own capitals, or when it is the whole query.
    A label that means several concepts gives them all, those whose label is in `language` first.
    """
    known = lexicon.current()
    sequences = _unquoted(text)
    alone = sum(map(len, sequences)) == 1 and not QUOTED.search(text)
    found = [match for sequence in sequences for match in _matches(known, sequence, alone=alone)]
    return _by_concept(found, language)


def meanings(text):
    """The concepts that the whole text is a label of, as a list of lexicon.Sense: none, one, or several."""
    typed = words(text, MOST_WORDS)
    whole = [entries for end, entries in lexicon.current().entries_from(typed, 0) if end == len(typed)]
    entries = _that_count(whole[0], typed, alone=True) if whole else ()
    return sorted({entry.sense.slug: entry.sense for entry in entries}.values(), key=lambda sense: sense.position)


@dataclass(frozen=True)
class _Match:
    start: int
    end: int
    size: int
    entries: tuple


def _unquoted(text):
    """The words of the text as one list for each stretch between what is quoted or left out."""
    quoted = [match.span() for match in QUOTED.finditer(text)]
    stretches = [[]]
    for word in words(text, MOST_WORDS):
        inside = any(start <= word.start < end for start, end in quoted)
        if inside and stretches[-1]:
            stretches.append([])
        elif not inside:
            stretches[-1].append(word)
    return [stretch for stretch in stretches if stretch]


def _matches(known, sequence, *, alone):
    """Those labels in the sequence that no longer one overlaps, in order."""
    candidates = []
    for start in range(len(sequence)):
        for end, entries in known.entries_from(sequence, start):
            counting = _that_count(entries, sequence[start:end], alone=alone)
            if counting:
                candidates.append(_Match(sequence[start].start, sequence[end - 1].end, end - start, counting))
    chosen, taken = [], set()
    for match in sorted(candidates, key=lambda match: (-match.size, match.start - match.end, match.start)):
        place = range(match.start, match.end)
        if taken.isdisjoint(place):
            taken.update(place)
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.start)


def _that_count(entries, typed, *, alone):
    """The entries that these words name exactly; where none is, those that they name up to endings."""
    folded = tuple(word.folded for word in typed)
    exact = tuple(entry for entry in entries if entry.folded == folded and _is_meant(entry, typed, alone))
    return exact or tuple(entry for entry in entries if not entry.is_abbreviation)


def _is_meant(entry, typed, alone):
    return alone or not entry.capitals or entry.capitals == tuple(word.typed for word in typed)


def _by_concept(matches, language):
    pairs = [(_rank(match, entry, language), match, entry.sense) for match in matches for entry in match.entries]
    first = {}
    for rank, _, sense in sorted(pairs, key=lambda pair: pair[0]):
        first.setdefault(sense.slug, rank)
    pairs.sort(key=lambda pair: (first[pair[2].slug], pair[2].slug, pair[1].start))
    return [_expansion(list(found)) for _, found in groupby(pairs, key=lambda pair: pair[2].slug)]


def _rank(match, entry, language):
    return match.start, entry.language != language, entry.sense.position


def _expansion(found):
    sense = found[0][2]
    return Expansion(
        slug=sense.slug,
        ref=sense.ref,
        spans=tuple(sorted({(match.start, match.end) for _, match, _ in found})),
        labels={code: tuple(texts) for code, texts in sense.labels.items()},
        confirmed=dict(sense.confirmed),
    )
