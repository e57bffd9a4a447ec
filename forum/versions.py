"""The versions of a post, each with what changed in it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from forum.references import sources_for, with_names

WORDS = re.compile(r"\S+\s*|\s+")
LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")
MANY = 1000  # beyond this many words the comparison is by lines, beyond as many lines there is none
SHOWN = 20


@dataclass(frozen=True)
class Part:
    """A stretch of text: kind is "same", "new" or "gone"."""

    kind: str
    text: str


@dataclass(frozen=True)
class Version:
    number: int
    at: object
    by: object
    reason: str
    parts: list


def versions_of(post, user):
    """The last twenty versions of a post for one reader, newest first. One that was never edited has none."""
    rows = list(post.revisions.select_related("by").order_by("-number")[: SHOWN + 1])
    texts = [with_names(text) for text in sources_for([row.body for row in rows], user)]
    earlier = [*texts[1:], texts[-1]] if texts else []
    versions = [
        Version(row.number, row.at, row.by, row.reason, differences(before, text))
        for row, before, text in zip(rows, earlier, texts, strict=True)
    ]
    return versions[:SHOWN]


def differences(before, after):
    """[Part] that tell how one text became the other, in the order of reading."""
    old, new = _pieces(before, after)
    parts = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            parts.append(Part("same", "".join(old[start:end])))
            continue
        parts += [Part("gone", "".join(old[start:end]))] if end > start else []
        parts += [Part("new", "".join(new[new_start:new_end]))] if new_end > new_start else []
    return parts


def _pieces(before, after):
    """Both texts cut into what is compared: few enough pieces that nobody can keep a worker busy with a long text."""
    for pattern in (WORDS, LINES):
        old, new = pattern.findall(before), pattern.findall(after)
        if len(old) + len(new) <= 2 * MANY:
            return old, new
    return [before], [after]
