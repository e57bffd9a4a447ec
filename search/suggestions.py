"""What would find something: other ways to ask, each tried before it is offered."""

import re
from dataclasses import dataclass, replace
from itertools import islice

from core import things
from core.gate import MEMBERS, PUBLIC
from search.analysis import folded
from search.document import COMMONS
from search.engine import engine
from search.engines.base import EngineUnavailable
from search.finder import Wish, find
from search.query import clean
from thesaurus.suggest import distance, suggest

OFFERED = 3
TRIED = 8
MOST_WORDS = 6  # of the query, that are looked up
NEAREST = 2
REACH = 2  # letters that may differ
SHORTEST = 3  # letters of a word that is looked up; folding may leave none of "____"
SHARED_BY = 3  # documents that must share a word before anybody is told of it


@dataclass(frozen=True)
class Offer:
    """reason: why it might help, as a name the page has words for. wish: what to ask. total: what it finds.

    label: what to call it, and its language ("" for the reader's own words)."""

    reason: str
    wish: Wish
    total: int
    label: str
    language: str = ""


def spellings(wish, *, user, language, beyond):
    """Other spellings that find more than `beyond`."""
    candidates = ((reason, other) for reason, other in _candidates(wish, language) if reason == "spelling")
    return [offer for offer in _tried(candidates, user, language) if offer.total > beyond]


def offers(wish, *, user, language):
    """Up to three other ways of asking that find something this reader may see; where there is none, the concepts
    that most of what this reader may see is about."""
    return _tried(_candidates(wish, language), user, language) or _subjects(user, language)


def _tried(candidates, user, language):
    """Those that find something, at most OFFERED."""
    found = []
    for reason, other in islice(candidates, TRIED):
        total = find(other, user=user, language=language, size=1).total
        if total and other not in [offer.wish for offer in found]:
            found.append(Offer(reason, other, total, other.typed))
        if len(found) == OFFERED:
            break
    return found


def _subjects(user, language):
    counts = find(Wish(), user=user, language=language, size=1).facets.get("concept", {})
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:OFFERED]
    rows = things.resolve([key for key, _ in most], user)
    return [
        Offer("subject", Wish(concepts=(key,)), count, rows[key].name, rows[key].name_language)
        for key, count in most
        if key in rows
    ]


def _candidates(wish, language):
    """(reason, wish), the likeliest first."""
    bare = replace(wish, kinds=(), languages=(), concepts=(), traits=(), exact=False, box="", pieces=())
    if wish.is_narrowed:
        yield "filters", replace(bare, exact=wish.exact)
    if wish.exact:
        yield "exact", bare
    unquoted = " ".join(re.sub(r'["“”„«»]', " ", wish.typed).split())
    if unquoted != " ".join(wish.typed.split()):
        yield "quotes", replace(bare, typed=unquoted)
    for suggestion in suggest(wish.typed[:1000], language):
        yield "spelling", replace(bare, typed=suggestion.text)
    plain = clean(unquoted)[0]
    words = [match for match in re.finditer(r"\w{4,}", plain) if len(_folded(match[0])) >= SHORTEST][:MOST_WORDS]
    for word in words:
        for known in _shared_words(_folded(word[0])):
            yield "spelling", replace(bare, typed=plain[: word.start()] + known + plain[word.end() :])
    for word in sorted((match[0] for match in words), key=len, reverse=True)[:OFFERED] if len(words) > 1 else ():
        yield "fewer", replace(bare, typed=word)


def _folded(word):
    return "".join(folded(word))


def _shared_words(typed):
    """The words nearest to a folded one that at least three public or members' documents share, folded too.

    Typing errors are rare in a word's first letters, so only words that begin alike are compared.
    """
    try:
        shared = engine().words(COMMONS, typed[:2], {PUBLIC, MEMBERS}, SHARED_BY)
    except EngineUnavailable:
        return []
    near = ((distance(typed, known, REACH), -count, known) for known, count in shared.items() if known != typed)
    return [known for steps, _, known in sorted(near)[:NEAREST] if steps <= REACH]
