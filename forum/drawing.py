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
from forum.faces import Face, Faces
from forum.marks import Counted
from forum.models.post import anchor_of, place_of
from moderation.handling import Label, mark_of

# In each process: some 10,000 posts.
MOST_BYTES = 48 * 1024 * 1024
# Verbs of the menu.
MENU = {"report", "withdraw", "hide", "lift", "amend", "review", "delete", "hold", "said", "bookmark", "bookmarked"}
OVERHEAD = 3000  # bytes of a fragment beside its letters, about
fragments = Kept(MOST_BYTES)


@dataclass(frozen=True)
class Translated:
    """A post in another language. text: the name of the place where it is filled in."""

    ref: str
    language: str
    html: str
    face: Face
    is_behind: bool

    @property
    def text(self):
        return f"text{self.language}"


@dataclass(frozen=True)
class Facts:
    """All that forum/post.html says of a post. state: "" of one that stands, hidden, withdrawn, held or
    rejected. number: None of one without. label: None for none that is shown; is_as_above: whether a post drawn before
    it says in full what that means. is_moderated: whether a moderator changed its text. edited_at: None also where only
    what was never read by others was changed. versions: those that readers find."""

    ref: str
    number: int | None
    topic: str
    state: str
    html: str
    language: str
    face: Face
    files: tuple[ShownFile, ...]
    created_at: datetime
    edited_at: datetime | None
    versions: int
    signals: tuple[Counted, ...]
    label: Label | None
    is_as_above: bool
    is_accepted: bool
    is_moderated: bool
    translations: tuple[Translated, ...]

    @property
    def anchor(self):
        return anchor_of(self)

    @property
    def place(self):
        """Its address on the page of its topic."""
        return place_of(self.number) if self.number else f"#{self.anchor}"


@dataclass(frozen=True)
class Fragment:
    """A drawn post with open places: the words `text`, `when`, `edited`, `quoted` and `token`, and the texts of its
    translations; the parts are what one `may`. texts: {name of the place: text}."""

    facts: Facts
    stencil: stencil.Stencil
    texts: dict[str, markup.Opened]


@dataclass(frozen=True)
class Page:
    """What hangs on posts that are shown together. faces: of the posts; files: {post's ref: [StoredFile]};
    versions: {post's id: number}, of those that were edited; translations: {post's id: [PostTranslation]};
    signals: {post's id: (Counted, …)}; quoted: {post's id: [Post]} of what changed since and this reader sees."""

    faces: Faces
    files: dict
    versions: dict
    translations: dict
    signals: dict
    quoted: dict


def drawn(posts, page, may, user, token="", *, in_place=True):
    """The HTML of posts for one reader. may: {ref: {verb: bool}}; token: what their forms carry against forgery.
    in_place: whether they stand where their address leads; shown anywhere else, they are no mark to jump to."""
    found = [_fragment(_facts(post, page, is_as_above)) for post, is_as_above in _labelled(posts)]
    # Most quotes name a post of the same page: it need not be asked for again.
    texts = _filled(found, user, {f"post:{post.ref}": post for post in posts}, in_place)
    return [
        fragment.stencil.filled(
            _parts(may[post.ref], user) | ({"here"} if in_place else {"elsewhere"}),
            **said,
            when=when(post.created_at),
            edited=when(post.edited_at),
            quoted=_quoted(page.quoted.get(post.id), post),
            token=token,
        )
        for post, fragment, said in zip(posts, found, texts, strict=True)
    ]


def _labelled(posts):
    """(post, whether one before it bears the same label) of posts that are shown together."""
    seen = set()
    for post in posts:
        yield post, post.handling_id in seen
        seen.add(post.handling_id)


def _filled(found, user, seen, in_place):
    """[{name of the place: its text}] of fragments for one reader; what all of them refer to is asked for together."""
    opened = [text for each in found for text in each.texts.values()]
    texts = iter(markup.fill_opened(opened, user, seen, in_place=in_place))
    return [{name: next(texts) for name in each.texts} for each in found]


def _quoted(changed, post):
    return render_to_string("forum/quoted.html", {"changed": changed, "topic": post.topic_id}) if changed else ""


def _fragment(facts):
    key = (facts.ref, get_language(), facts.is_as_above)
    fragment = fragments.get(key)
    if fragment is None or fragment.facts != facts:
        fragment = _made(facts)
        if _is_the_same_for_all(facts):
            letters = len(facts.html) + sum(len(each.html) for each in facts.translations)
            fragments.put(key, fragment, fragment.stencil.size + 2 * letters + OVERHEAD)
    return fragment


def _is_the_same_for_all(facts):
    """A post out of sight, or with a file that its sender alone is told of, is not."""
    return not facts.state and all(file.state == "stored" for file in facts.files)


def _made(facts):
    own = next((each for each in facts.translations if each.language == get_language()), None)
    given = {"post": facts, "key": f"post:{facts.ref}", "place": facts.place, "own": own}
    given["others"] = [each for each in facts.translations if each is not own]
    # Each reader's own token takes the place of this one.
    html = render_to_string("forum/post.html", {**given, "csrf_token": stencil.mark("open", "token")})
    texts = {each.text: markup.opened(each.html, f"{facts.anchor}{each.language}") for each in facts.translations}
    return Fragment(facts, stencil.cut(html), {"text": markup.opened(facts.html, facts.anchor), **texts})


def _parts(may, user):
    """Which parts of a post a reader gets: the verbs, what holds them, and the author's name with or without a link."""
    parts = {verb for verb, is_open in may.items() if is_open}
    if parts & MENU:
        parts.add("menu")
    if parts - {"mine"}:
        parts.add("actions")
    return parts | {"member" if is_member(user) else "guest"}


def _facts(post, page, is_as_above):
    return Facts(
        ref=post.ref,
        number=post.number,
        topic=post.topic.ref,
        state=_state(post),
        html=post.html,
        language=post.language,
        face=page.faces.of(post),
        files=tuple(map(shown, page.files.get(post.ref, ()))),
        created_at=post.created_at,
        edited_at=post.edited_at if post.id in page.versions or post.moderated_at else None,
        versions=page.versions.get(post.id, 1),
        signals=page.signals.get(post.id, ()),
        label=mark_of(post.handling_id),
        is_as_above=is_as_above,
        is_accepted=post.topic.accepted_id == post.id,
        is_moderated=bool(post.moderated_at),
        translations=tuple(_translated(each, post, page) for each in page.translations.get(post.id, ()) if post.stands),
    )


def _translated(translation, post, page):
    is_behind = translation.of_digest != post.digest
    return Translated(translation.ref, translation.language, translation.html, page.faces.of(translation), is_behind)


def _state(post):
    if post.stands:
        return ""
    if post.withdrawn_at:
        return "withdrawn"
    if post.held_at:
        return "rejected" if post.hidden_at else "held"
    return "hidden"
