"""A topic as a whole, to be taken along: on paper, or as a Markdown file. Each post with its face and its label."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core import markup, things
from core.deeds import EXPORT_TEXT, allows
from core.things import key_of
from files.querysets import files_of
from files.shown import shown
from forum.faces import Face, faces_of
from forum.models import Post
from forum.references import sources_for, with_names
from moderation.handling import Label, mark_of

MOST_PRINTED = 200  # posts of one printed page
MOST_EXPORTED = 2000

_LINK = re.compile(r"\]\(([a-z]+:[a-z0-9]{10})(#p\d+)?\)")


@dataclass(frozen=True)
class Leaf:
    """One post of a copy. text: HTML for this reader, or Markdown."""

    number: int
    face: Face
    label: Label | None
    created_at: datetime
    edited_at: datetime | None
    language: str
    text: str
    files: tuple


@dataclass(frozen=True)
class Printed:
    """What stands on one printed page. further: the number from which the next one goes on, or 0."""

    leaves: list
    further: int


def printed(topic, start, user):
    """The posts from a number on, as this person sees them; those out of sight are on no paper."""
    posts = list(_posts(topic, user).filter(number__gte=start)[: MOST_PRINTED + 1])
    kept = posts[:MOST_PRINTED]
    texts = markup.fill([post.html for post in kept], user)
    return Printed(_leaves(kept, texts, user), further=posts[MOST_PRINTED].number if len(posts) > MOST_PRINTED else 0)


def exported(topic, user):
    """The Markdown of a topic for this person: with a sentence in the place of each text whose label keeps it here."""
    posts = list(_posts(topic, user)[:MOST_EXPORTED])
    for post in posts:
        post.topic = topic
    sources = sources_for([post.body for post in posts], user)
    leaves = _leaves(posts, _with_addresses(sources, user), user)
    parts = [_head(topic), *map(_as_markdown, posts, leaves)]
    if len(posts) == MOST_EXPORTED:
        parts.append(_("This file holds the first %(many)s posts; the topic may go on.") % {"many": MOST_EXPORTED})
    return "\n\n".join(parts) + "\n"


def _posts(topic, user):
    return Post.objects.visible_in(topic, user).standing().for_reading()


def _leaves(posts, texts, user):
    faces, files = faces_of(posts), files_of(posts, user)
    return [
        Leaf(
            number=post.number,
            face=faces.away(post, post.handling_id),
            label=mark_of(post.handling_id),
            created_at=post.created_at,
            edited_at=post.edited_at,
            language=post.language,
            text=text,
            files=tuple(map(shown, files[key_of(post)])),
        )
        for post, text in zip(posts, texts, strict=True)
    ]


def _head(topic):
    said = [
        f"# {topic.title if allows(topic, EXPORT_TEXT) else _kept_here()}",
        f"{topic.board.title} · {settings.BASE_URL}{topic.get_absolute_url()}",
        _("Taken from Fora on %(moment)s. It is for those who could read it there.") % {"moment": _at(timezone.now())},
    ]
    return "\n\n".join(said)


def _as_markdown(post, leaf):
    name = f"{leaf.face.name}, {leaf.face.institution}" if leaf.face.institution else leaf.face.name
    lines = [f"## {leaf.number} · {name}", _at(leaf.created_at)]
    if leaf.edited_at:
        lines[-1] += " · " + _("edited %(moment)s") % {"moment": _at(leaf.edited_at)}
    if leaf.label:
        lines.append(f"**{leaf.label.name}**: {leaf.label.meaning}")
    lines.append(with_names(leaf.text) if allows(post, EXPORT_TEXT) else _kept_here())
    lines += [_("File: %(name)s") % {"name": file.name} for file in leaf.files]
    return "\n\n".join(lines)


def _kept_here():
    return _("Its label keeps this text in Fora.")


def _at(moment):
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _with_addresses(sources, user):
    """The Markdown with whole addresses in the place of references to what this person sees."""
    keys = {match[1] for source in sources for match in _LINK.finditer(source)}
    rows = things.resolve({key for key in keys if not key.startswith("person:")}, user, to_name=True)

    def address(match):
        row = rows.get(match[1])
        return f"]({settings.BASE_URL}{things.kind_of(match[1]).url(row)}{match[2] or ''})" if row else match[0]

    return [_LINK.sub(address, source) for source in sources]
