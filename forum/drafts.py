"""Drafts as forms know them: what of a sent form is kept, and how it comes back into an empty one."""

from dataclasses import dataclass

from django.urls import reverse

from core import things
from core.forms import CONTROLS
from files.models import StoredFile
from forum import actions, refusals
from forum.forms import EditForm, ReplyForm, TopicForm
from forum.models import Draft

FORMS = {"board": TopicForm, "topic": ReplyForm, "post": EditForm}
# What a form carries for itself, and what is chosen on one's own disk.
NOT_KEPT = {"once", "writer", "draft", "told", "waited", "warned", "as_it_is", "shown", "uploads"}
LONGEST = 100_000  # characters, of all fields


@dataclass(frozen=True)
class Shown:
    """A draft in a list. kind: of its place. place: the row, or None where its writer does not see it (any more)."""

    draft: Draft
    kind: str
    place: object
    title: str = ""
    url: str = ""


def is_place(key):
    """Whether a word is the key of something that one writes in."""
    kind = things.kind_of(key)
    return kind is not None and kind.name in FORMS


def typed_in(sent, place):
    """{name: value} of what a sent form holds that is worth keeping; {} without a word in it, or with too many."""
    form = FORMS[place.partition(":")[0]](sent)
    typed = {
        name: field.widget.value_from_datadict(form.data, {}, name)
        for name, field in form.fields.items()
        if name not in NOT_KEPT
    }
    texts = list(_texts(typed))
    is_sound = sum(map(len, texts)) <= LONGEST and not any(map(CONTROLS.search, texts))
    return typed if is_sound and _has_words(typed) else {}


def keep(sent, place, *, by, files=()):
    """Save what a sent form holds for a place, with the files that came with it. Returns the Draft, or None for what
    was sent meanwhile; raises DraftNotKept or TooManyDrafts."""
    typed = typed_in(sent, place)
    if not typed:
        raise refusals.DraftNotKept
    if files:
        typed["kept"] = [file.ref for file in files]
    return actions.save_draft(place, by=by, typed=typed, version=version_in(sent), once=sent.get("once", ""))


def files_in(draft, user):
    """The files that came with a draft and wait for it still."""
    refs = draft.typed.get("kept") if draft else ()
    return list(StoredFile.objects.unattached_of(user).filter(ref__in=refs)) if refs else []


def version_in(sent):
    """The version of the draft that a sent form was made from, 0 without one."""
    word = sent.get("draft", "")
    return int(word) if word.isascii() and word.isdigit() and len(word) < 9 else 0


def began_with(sent, place):
    """(key, version) of the draft that a sent form was made from: the one for this place, or for a topic that has
    become part of it meanwhile."""
    key = sent.get("place", "")
    return (key if is_place(key) else things.key_of(place)), version_in(sent)


def draft_for(place, user):
    """This person's draft for a thing that one writes in, or None."""
    return Draft.objects.visible_to(user).filter(place=things.key_of(place)).first()


def initial_of(draft, quotation=""):
    """What a form begins with to go on from a draft, with a quotation behind what was written."""
    if draft is None:
        return {"body": quotation} if quotation else {}
    body = "\n\n".join(filter(None, [draft.typed.get("body", "").rstrip(), quotation]))
    return {**draft.typed, "body": body, "draft": draft.version}


def shown(drafts, user):
    """[Shown] of some of a person's drafts: one query for each kind of place."""
    seen = things.resolve({draft.place for draft in drafts}, user)
    return [_shown(draft, seen.get(draft.place)) for draft in drafts]


def address_of(place):
    """Where one goes on writing for a key: the form for it."""
    kind, _, ref = place.partition(":")
    return reverse({"board": "topic_new", "topic": "topic_reply", "post": "post_edit"}[kind], args=[ref])


def _has_words(typed):
    return any((typed.get(name) or "").strip() for name in ("title", "body"))


def _texts(value):
    """All words within what a form's widgets make of what was sent."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _shown(draft, place):
    kind = things.kind_of(draft.place)
    if place is None:
        return Shown(draft, kind.name, None)
    return Shown(draft, kind.name, place, kind.title(place), address_of(draft.place))
