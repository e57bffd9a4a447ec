"""Before it is sent: what was found in a text, as its writer is shown it, and what they decided."""

import hashlib
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from moderation.checks import ACCOUNT, ADDRESS, HELD_WORD, IDENTITY, PHONE, PLACE, PLATE, WORD, counts, look

KINDS = {
    ACCOUNT: _("bank account"),
    ADDRESS: _("mail address"),
    IDENTITY: _("number of a person’s papers"),
    PHONE: _("phone number"),
    PLACE: _("place on the map"),
    PLATE: _("number plate"),
    WORD: _("watched word"),
    HELD_WORD: _("watched word: a moderator reads the text before others do"),
}
AROUND = 80  # characters that are shown before and after what was found
MOST_PASSAGES = 20
SALT = "moderation.checking"
LASTS = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class Check:
    """What was found. passages: [[(piece of the text, what it may be in words, or "")]], no more than twenty; left_out:
    how many findings are in none of them. word: tells these findings from others. shown: `counts` of all that was found
    since the writer began, signed for the form to carry along."""

    counts: dict
    passages: list
    left_out: int
    word: str
    shown: str

    @property
    def number(self):
        return sum(self.counts.values())


@dataclass(frozen=True)
class Decision:
    """What a writer was shown, and what of it they sent all the same, as {kind: how many}."""

    shown: dict
    left: dict

    @property
    def outcome(self):
        return "as it is" if self.left == self.shown else "changed"

    @property
    def reason(self):
        return f"{_in_words(self.shown)} → {_in_words(self.left)}"


def findings_in(typed, *, language="", audience="", before=""):
    """What `look` finds in a text, without what stood in it before already."""
    return [
        found
        for found in look(typed, language=language, audience=audience)
        if typed[found.start : found.end] not in before
    ]


def check_of(typed, findings, shown):
    """The Check of a text's findings. shown: {kind: how many} that its writer has been shown already."""
    passages = _passages(typed, findings)
    named = sorted((found.kind, typed[found.start : found.end]) for found in findings)
    return Check(
        counts=counts(findings),
        passages=passages,
        left_out=len(findings) - sum(1 for pieces in passages for _piece, kind in pieces if kind),
        word=hashlib.sha256(repr(named).encode()).hexdigest()[:20],
        shown=signing.dumps(most_of(shown, counts(findings)), salt=SALT),
    )


def shown_in(word):
    """The {kind: how many} that a form carries along; {} for a word that we did not sign."""
    try:
        return signing.loads(word, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return {}


def most_of(one, other):
    """{kind: the greater number of two counts}."""
    return {kind: max(one.get(kind, 0), other.get(kind, 0)) for kind in sorted({*one, *other})}


def _passages(typed, findings):
    """The first stretches around findings; those that would touch are one."""
    groups = []
    for found in findings:
        if not groups or found.start - groups[-1][-1].end > 2 * AROUND:
            groups.append([])
        groups[-1].append(found)
    return [_passage(typed, group) for group in groups[:MOST_PASSAGES]]


def _passage(typed, findings):
    start, end = max(0, findings[0].start - AROUND), min(len(typed), findings[-1].end + AROUND)
    pieces, at = [("…", "")] if start else [], start
    for found in findings:
        pieces += [(typed[at : found.start], ""), (typed[found.start : found.end], KINDS[found.kind])]
        at = found.end
    pieces += [(typed[at:end], ""), *([("…", "")] if end < len(typed) else [])]
    return [piece for piece in pieces if piece[0]]


def _in_words(counted):
    return ", ".join(f"{kind} {number}" for kind, number in counted.items()) or "nothing"
