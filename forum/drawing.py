"""Posts as HTML. What is the same for every reader is drawn once for each (ref, version, language) and kept.

The version is `Facts`: all that the template is given. So a fragment holds nothing else, and one whose text, author,
institution, files or place have changed since is not the one that is asked for. What a reader may do, the moment in the
reader's time zone, and what the text refers to are filled in each time. A post out of sight is drawn anew each time.
"""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language

from core import markup, stencil
from core.gate import is_member
from core.kept import Kept
from core.templatetags.fora import when
from files.shown import ShownFile, shown
from forum.faces import Face
from forum.models.post import place_of

# In each process: some 10,000 posts.
MOST_BYTES = 48 * 1024 * 1024
OVERHEAD = 3000  # bytes of a fragment beside its letters, about
fragments = Kept(MOST_BYTES)


@dataclass(frozen=True)
class Facts:
    """All that forum/post.html says of a post. state: "" of one that stands, hidden, withdrawn or held."""

    ref: str
    number: int
    topic: str
    state: str
    html: str
    language: str
    face: Face | None
    files: tuple[ShownFile, ...]
    created_at: datetime
    edited_at: datetime | None
    versions: int


@dataclass(frozen=True)
class Fragment:
    """A drawn post with open places: the words `text`, `when`, `edited` and `token`; the parts are what one `may`."""

    facts: Facts
    stencil: stencil.Stencil
    text: markup.Opened


@dataclass(frozen=True)
class Page:
    """What hangs on posts that are shown together. faces: {author's id: Face}; files: {post's ref: [StoredFile]};
    versions: {post's id: number}, of those that were edited."""

    faces: dict
    files: dict
    versions: dict


def drawn(posts, page, may, user, token=""):
    """The HTML of posts for one reader. may: {ref: {verb: bool}}; token: what their forms carry against forgery."""
    found = [_fragment(_facts(post, page)) for post in posts]
    # Most quotes name a post of the same page: it need not be asked for again.
    texts = markup.fill_opened([each.text for each in found], user, seen={f"post:{post.ref}": post for post in posts})
    return [
        fragment.stencil.filled(
            _parts(may[post.ref], user),
            text=text,
            when=when(post.created_at),
            edited=when(post.edited_at),
            token=token,
        )
        for post, fragment, text in zip(posts, found, texts, strict=True)
    ]


def _fragment(facts):
    key = (facts.ref, get_language())
    fragment = fragments.get(key)
    if fragment is None or fragment.facts != facts:
        fragment = _made(facts)
        if _is_the_same_for_all(facts):
            fragments.put(key, fragment, fragment.stencil.size + 2 * len(facts.html) + OVERHEAD)
    return fragment


def _is_the_same_for_all(facts):
    """A post out of sight, or with a file that its sender alone is told of, is not."""
    return not facts.state and all(file.state == "stored" for file in facts.files)


def _made(facts):
    given = {"post": facts, "key": f"post:{facts.ref}", "place": place_of(facts.number)}
    # Each reader's own token takes the place of this one.
    html = render_to_string("forum/post.html", {**given, "csrf_token": stencil.mark("open", "token")})
    return Fragment(facts, stencil.cut(html), markup.opened(facts.html))


def _parts(may, user):
    """Which parts of a post a reader gets: the verbs, what holds them, and the author's name with or without a link."""
    parts = {verb for verb, is_open in may.items() if is_open}
    if parts & {"report", "withdraw", "hide"}:
        parts.add("menu")
    if parts:
        parts.add("actions")
    return parts | {"member" if is_member(user) else "guest"}


def _facts(post, page):
    return Facts(
        ref=post.ref,
        number=post.number,
        topic=post.topic.ref,
        state=_state(post),
        html=post.html,
        language=post.language,
        face=page.faces.get(post.author_id),
        files=tuple(map(shown, page.files.get(post.ref, ()))),
        created_at=post.created_at,
        edited_at=post.edited_at,
        versions=page.versions.get(post.pk, 0),
    )


def _state(post):
    if post.stands:
        return ""
    return "hidden" if post.hidden_at else "withdrawn" if post.withdrawn_at else "held"
