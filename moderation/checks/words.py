"""The words that the community watches, where they stand in a text."""

from moderation.models import WatchedWord
from search.analysis import folded_tokens, tokens


def held_by_words(text, language, audience):
    """The WatchedWords for which a moderator reads a text before others do, each once, in the order of the text.

    audience: the key of its readers; language: of the text, or "".
    """
    found = [word for _start, _end, word in places_of(text, language, audience) if word.outcome == WatchedWord.HOLD]
    return list(dict.fromkeys(found))


def places_of(text, language, audience):
    """[(start, end, WatchedWord)] in order: where a text has the words that are watched where its readers are."""
    return matches(text, language, watched_in(audience))


def matches(text, language, words):
    """The same for these words. One of a language is found in its other forms too, in texts of that language or where
    none is said; the others as they are written, whatever case and accents."""
    read = {"": folded_tokens(text)}
    found = []
    for own, sequences in _by_language(words).items():
        if own and language not in ("", own):
            continue
        if own not in read:
            read[own] = tokens(text, own)
        found += _found_in(read[own], sequences)
    return sorted(found, key=lambda place: (place[0], -place[1]))


def watched_in(audience):
    """The WatchedWords where these people read. audience: their key."""
    return list(WatchedWord.objects.watched_in(audience).order_by("pk"))


def _by_language(words):
    """{language: {first term: [(its terms, word)]}}."""
    found = {}
    for word in words:
        read = tokens(word.words, word.language) if word.language else folded_tokens(word.words)
        sequence = [term for term, _start, _end in read]
        if sequence:
            found.setdefault(word.language, {}).setdefault(sequence[0], []).append((sequence, word))
    return found


def _found_in(read, sequences):
    for at, (term, start, _end) in enumerate(read):
        for sequence, word in sequences.get(term, ()):
            if [each[0] for each in read[at : at + len(sequence)]] == sequence:
                yield start, read[at + len(sequence) - 1][2], word
