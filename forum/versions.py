"""The versions of a post, each with what changed in it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Subquery
from django.db.models.functions import Coalesce

from forum.faces import Face, Signature, faces_of
from forum.references import sources_for, with_names
from forum.rules import can_moderate, wrote
from moderation.attribution import NAME
from moderation.handling import Label, label_of
from moderation.models.handling import COMMUNITY

WORDS = re.compile(r"\S+[^\S\n]*|[^\S\n]+|\n+")
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
    face: Face
    reason: str
    parts: list
    label: Label | None
    is_moderators: bool = False


def revisions_for(user, post):
    """The versions of a post that somebody reads. What it said before it was let in is for who wrote it and who
    moderates there alone: it may be the very thing for which it had to wait."""
    if wrote(user, post) or can_moderate(user, post.topic.board):
        return post.revisions.all()
    return _since_let_in(post.revisions, post)


def versions_of(post, user):
    """The last twenty versions of a post for one reader, newest first. One that was never edited has none."""
    rows = list(revisions_for(user, post).order_by("-number")[: SHOWN + 1])
    faces = faces_of([post, *map(_signature, rows)])
    texts = [with_names(text) for text in sources_for([row.body for row in rows], user)]
    earlier = [*texts[1:], texts[-1]] if texts else []
    versions = [
        Version(
            row.number,
            row.at,
            faces.of(_signature(row) if row.by_id else post),
            row.reason,
            differences(before, text),
            label,
            row.is_moderators,
        )
        for row, before, text, label in zip(rows, earlier, texts, _labels(rows), strict=True)
    ]
    return versions[:SHOWN]


def versions_of_translation(translation, user):
    """The same of a translation."""
    is_inside = translation.author_id == user.pk or can_moderate(user, translation.post.topic.board)
    known = translation.versions if is_inside else _since_let_in(translation.versions, translation)
    rows = list(known.order_by("-number")[: SHOWN + 1])
    signed = [_signature(row) for row in rows]
    faces = faces_of(signed)
    texts = sources_for([row.body for row in rows], user)
    earlier = [*texts[1:], texts[-1]] if texts else []
    versions = [
        Version(row.number, row.at, faces.of(by), "", differences(before, text), None)
        for row, by, before, text in zip(rows, signed, earlier, texts, strict=True)
    ]
    return versions[:SHOWN]


def _since_let_in(versions, text):
    """From the one that was let in on. Text that waited is dated when it was let in, and text that did not with its
    first version: either way the last version that is no younger is the first that readers found."""
    first = versions.filter(at__lte=text.created_at).order_by("-number").values("number")[:1]
    return versions.filter(number__gte=Coalesce(Subquery(first), 0))


def _labels(rows):
    """Of each version its Label, None where it and the one before bore that of everything."""
    before = [*(row.handling_id for row in rows[1:]), COMMUNITY]
    return [
        label_of(row.handling_id) if {row.handling_id, old} != {COMMUNITY} else None
        for row, old in zip(rows, before, strict=False)
    ]


def _signature(row):
    return Signature(row.by_id, NAME, None, "")


def compared(post, user, numbers):
    """[Part] that tell how one version of a post became another, for one reader: numbers are the two. None where there
    are no such versions."""
    bodies = dict(revisions_for(user, post).filter(number__in=numbers).values_list("number", "body"))
    if set(bodies) != set(numbers):
        return None
    before, after = (with_names(text) for text in sources_for([bodies[number] for number in numbers], user))
    return differences(before, after)


def size_of_change(before, after, most):
    """How many characters went or came, whichever is more; `most` + 1 where lengths alone tell that it is more."""
    if abs(len(before) - len(after)) > most:
        return most + 1
    parts = differences(before, after)
    return max(sum(len(part.text) for part in parts if part.kind == kind) for kind in ("gone", "new"))


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
