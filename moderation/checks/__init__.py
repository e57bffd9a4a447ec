"""What is about to be sent is looked through for what should perhaps not be there: numbers and addresses of people,
places on the map, and words that the community watches. The writer decides (`moderation.checking`)."""

from collections import Counter
from dataclasses import dataclass

from moderation.checks import accounts, addresses, coordinates, identities, phones, plates, words
from moderation.checks.text import Text
from moderation.models import WatchedWord

ACCOUNT, ADDRESS, IDENTITY, PLACE, PHONE, PLATE = "account", "address", "identity", "place", "phone", "plate"
WORD, HELD_WORD = "word", "held"
# Of two that are found in one place, the one that stands first here is said.
CHECKS = {
    ACCOUNT: accounts.places,
    ADDRESS: addresses.places,
    IDENTITY: identities.places,
    PLACE: coordinates.places,
    PLATE: plates.places,
    PHONE: phones.places,
}


@dataclass(frozen=True, order=True)
class Finding:
    """A stretch of a text, and what it may be."""

    start: int
    end: int
    kind: str


def look(typed, *, language="", audience="", watched=None):
    """[Finding] in a text, in order, none within another.

    language: of the text, "" where it is not known. audience: the key of its readers, for the words that are watched
    there; "" looks for none of those. watched: WatchedWords to look for instead.
    """
    text, taken = Text(typed), []
    for kind, places in CHECKS.items():
        taken += [Finding(start, end, kind) for start, end in places(text)]
    if watched is None:
        watched = words.watched_in(audience) if audience else ()
    taken += [Finding(start, end, _kind_of(word)) for start, end, word in words.matches(typed, language, watched)]
    return _apart(taken)


def counts(findings):
    """{kind: how many}, in the order of their names: what may be recorded of a text."""
    return dict(sorted(Counter(finding.kind for finding in findings).items()))


def _kind_of(word):
    return HELD_WORD if word.outcome == WatchedWord.HOLD else WORD


def _apart(findings):
    """Without those that overlap one of a kind that is named before theirs; of one kind the longer one stays."""
    order, taken, kept = [*CHECKS, HELD_WORD, WORD], set(), []
    for each in sorted(findings, key=lambda each: (order.index(each.kind), each.start - each.end, each.start)):
        places = range(each.start, each.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(each)
    return sorted(kept)
