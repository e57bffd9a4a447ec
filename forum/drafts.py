"""Drafts as forms know them: what of a sent form is kept, and how it comes back into an empty one."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from core import things
from core.forms import CONTROLS
from core.texts import number_in
from files.models import StoredFile
from forum import actions, refusals
from forum.forms import EditForm, ReplyForm, TopicForm
from forum.forms.conversations import ConversationForm, MessageForm
from forum.forms.translations import TranslationForm
from forum.models import Draft

FORMS = {
    "board": TopicForm,
    "topic": ReplyForm,
    "post": EditForm,
    "translation": TranslationForm,
    "conversation": MessageForm,
    "person": ConversationForm,
}
ADDRESSES = {
    "board": "topic_new",
    "topic": "topic_reply",
    "post": "post_edit",
    "translation": "post_translate",
    "conversation": "conversation_write",
}
LANGUAGES = dict(settings.LANGUAGES)
# What a form carries for itself, and what is chosen on one's own disk.
NOT_KEPT = {"once", "writer", "draft", "told", "waited", "warned", "as_it_is", "shown", "uploads", "name"}
LONGEST = 100_000  # characters, of all fields


@dataclass(frozen=True)
class Shown:
    """A draft in a list. kind: of its place, as in FORMS. place: the row, or None where its writer does not see it (any
    more)."""

    draft: Draft
    kind: str
    place: object
    title: str = ""
    url: str = ""


def is_place(place, user):
    """Whether a word is the key of something that this person writes in, if they see it."""
    key, slash, language = place.partition("/")
    kind = things.kind_of(key)
    if kind is None or (slash and language not in LANGUAGES) or kind.name == "translation":
        return False
    return kind_of_place(place) in FORMS and (kind.name != "person" or key == things.key_of(user))


def kind_of_place(place):
    """The name in FORMS of what is written there."""
    kind, _colon, rest = place.partition(":")
    return kind if "/" not in rest else {"post": "translation"}.get(kind, "")


def typed_in(sent, place, by):
    """{name: value} of what a sent form holds; raises DraftNotKept where that is too much, or can't be shown."""
    kind = kind_of_place(place)
    form = FORMS[kind](sent, **({"by": by} if kind == "person" else {}))
    typed = {
        name: field.widget.value_from_datadict(form.data, {}, name)
        for name, field in form.fields.items()
        if name not in NOT_KEPT
    }
    texts = list(_texts(typed))
    if sum(map(len, texts)) > LONGEST or any(map(CONTROLS.search, texts)):
        raise refusals.DraftNotKept
    return typed


def keep(sent, place, *, by, files=(), once=""):
    """Save what a sent form holds for a place, with the files that came with it; the draft of a text that was emptied
    goes. once: the form's, where it may come late, after the text was sent: "" keeps it whatever was sent. Returns the
    Draft, or None for what was emptied or sent; raises DraftNotKept or TooManyDrafts."""
    typed, version = typed_in(sent, place, by), version_in(sent)
    if not _has_words(typed):
        if not version:
            raise refusals.DraftNotKept
        actions.drop_sent_draft((place, version), by=by)
        return None
    if files:
        typed["kept"] = [file.ref for file in files]
    return actions.save_draft(place, by=by, typed=typed, version=version, once=once)


def files_in(draft, user):
    """The files that came with a draft and wait for it still."""
    refs = draft.typed.get("kept") if draft else ()
    return list(StoredFile.objects.unattached_of(user).filter(ref__in=refs)) if refs else []


def version_in(sent):
    """The version of the draft that a sent form was made from, 0 without one."""
    return number_in(sent.get("draft"), digits=8) or 0


def began_with(sent, place, user):
    """(key, version) of the draft that a sent form was made from: the one for this place (its key), or for a topic that
    has become part of it meanwhile."""
    said = sent.get("place", "")
    return (said if is_place(said, user) else place), version_in(sent)


def initial_of(draft, quotation=""):
    """What a form begins with to go on from a draft, with a quotation behind what was written."""
    if draft is None:
        return {"body": quotation} if quotation else {}
    body = "\n\n".join(filter(None, [draft.typed.get("body", "").rstrip(), quotation]))
    return {**draft.typed, "body": body, "draft": draft.version}


def shown(drafts, user):
    """[Shown] of some of a person's drafts: one query for each kind of place."""
    seen = things.resolve({_key(draft.place) for draft in drafts}, user)
    return [_shown(draft, seen.get(_key(draft.place))) for draft in drafts]


def address_of(place):
    """Where one goes on writing for a key: the form for it."""
    kind, (key, slash, language) = kind_of_place(place), place.partition("/")
    if kind == "person":
        return reverse("conversation_new")
    address = reverse(ADDRESSES[kind], args=[key.partition(":")[2]])
    return f"{address}?language={language}" if slash else address


def _has_words(typed):
    return any((typed.get(name) or "").strip() for name in ("title", "body"))


def _texts(value):
    """All words within what a form's widgets make of what was sent."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _key(place):
    """The key of the thing that one writes in or beside."""
    return place.partition("/")[0]


def _shown(draft, place):
    kind = kind_of_place(draft.place)
    if place is None:
        return Shown(draft, kind, None)
    title = "" if kind == "person" else things.kind_of_row(place).title(place)
    return Shown(draft, kind, place, title, address_of(draft.place))
