"""Invented things for the style guide, so that each component shows each of its states on an empty site too. Nothing of
it is stored or asked for: the rows have no place in the database and every link leads to the style guide itself."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import things
from core.forms import LongText, PlainText
from core.gate import MEMBERS, PUBLIC
from core.templatetags.fora import audience_words
from files.models import StoredFile
from forum.drawing import Page, drawn
from forum.faces import Face, Faces
from forum.models import Board, Post, Topic
from forum.reading import Row
from forum.rows import row_of
from members.models import Entry, Institution, InstitutionName, User
from members.steps import progress
from moderation.handling import Label
from search.finder import Shown

NOWHERE = -1  # no row has this number
REF = "a" * 10
SCRIPTS = [
    ("en", "A lesson is kept.", "What was reviewed is kept, and stays true.", "People, and the tool itself."),
    ("uk", "Урок залишається.", "Перевірене зберігають: ґанок, їжа, єдність.", "Те, що кажуть і роблять люди."),
    ("ar", "الدرس يُحفظ", "ما روجع وحُفظ من دروس وممارسات، بخط النسخ.", "ما يقوله الناس وما تقوله الأداة، بخط أبسط."),
]
COLOURS = [
    "ink", "ink-2", "ink-3", "line-strong", "line", "sunk", "paper", "raised",
    "accent", "accent-strong", "accent-tint", "ok", "ok-tint", "caution", "caution-tint", "danger", "danger-tint",
    "found",
]  # fmt: skip
LABELS = [
    Label("a", 0, frozenset(), "Community", "Whoever can read it here may use it in their own work.", "en"),
    Label("b", 1, frozenset(), "Not for attribution", "Use what it says, and do not reveal who said it.", "en"),
    Label("c", 2, frozenset(), "Not to be passed on without asking", "It stays with those who read it here.", "en"),
]
BODY = """Both units agreed on **one call a week**, at an hour that nobody could foresee.

> Either side may end the call with an agreed word.

1. Say it before the move, _not after_.
2. Write `who` and `when` into the agreement."""


class Handling(forms.ChoiceField):
    """As moderation.forms.HandlingField, with labels that are invented."""

    meanings = LABELS


class Form(forms.Form):
    """One field of each kind."""

    title = PlainText(
        label=_("Title"), max_length=60, help_text=_("Ask it as a question, in any of the five languages.")
    )
    review = forms.DateField(label=_("Next review"))
    place = PlainText(label=_("Place"), required=False)
    reference = forms.CharField(label=_("Reference"), disabled=True, initial="LL-2025-044")
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("uk", "Українська")])
    upload = forms.FileField(label=_("Files"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Topic.KINDS, widget=forms.RadioSelect, initial=Topic.QUESTION)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    tell = forms.BooleanField(label=_("Tell me of answers"), required=False, initial=True)
    body = LongText(label=_("Your text"), max_length=200)
    handling = Handling(label=_("Handling"), choices=[(label.key, label.name) for label in LABELS], required=False)


def samples():
    """Everything that the style guide shows and that is not plain text in its templates."""
    form = Form(initial={"title": "Who pays for health care after the move?"}, prefix="right")
    written = {"title": "Who pays?", "place": "The Hague", "review": "14 November", "language": "en", "password": "x"}
    wrong = Form({f"wrong-{name}": text for name, text in written.items()}, prefix="wrong")
    topics = [
        _topic("How do you keep a relocated family safe?", new_count=3, post_count=9),
        _topic("¿Qué formato de acta aceptan?", language="es", author=None, pinned_at=timezone.now()),
        _topic("كيف تقيّمون التهديد؟", language="ar", locked_at=timezone.now()),
    ]
    return {
        "scripts": SCRIPTS,
        "colours": COLOURS,
        "form": form,
        "fields": [field for field in form if field.name not in ("body", "password", "handling")],
        "wrong": wrong,
        "board": topics[0].board,
        "topics": topics,
        "posts": [_post(topics[0], 1), _post(topics[0], 2, author=None), _post(topics[0], 3, hidden_at=timezone.now())],
        "lesson": _lesson(),
        "files": [_file("exit-page.docx", "docx", 88_000, "en"), _file("مخطط.png", "png", 5_400, "ar")],
        "hit": _hit(topics[0]),
        "concepts": [_concept("witness relocation", "en"), _concept("عدم إلحاق الضرر", "ar")],
        "steps": [(_("Library"), "#"), (_("Lesson"), "#")],
        "way": progress("about", AnonymousUser()),
        "labels": LABELS[1:],
        "seen": [_seen(MEMBERS, 128, url="#"), _seen(PUBLIC, None, narrower=[MEMBERS]), _circle()],
        "tabs": [(_("All"), "#", True), (_("Unread"), "#", False), (_("Unanswered"), "#", False)],
    }


def _person():
    person = User(pk=NOWHERE, ref=REF, name="Lucía Ferrer Rojas", accepted_at=timezone.now())
    institution = Institution(pk=NOWHERE, ref=REF)
    named = InstitutionName(institution=institution, language="es", name="Unidad de Protección Transnacional")
    institution._prefetched_objects_cache = {"names": [named]}
    person.entry = Entry(user=person, ref=REF, shown_as=person.name, institution=institution)
    person.get_absolute_url = lambda: "#"
    return person


def _topic(title, *, language="en", new_count=0, post_count=1, **more):
    board = Board(pk=NOWHERE, ref=REF, audience_id="members")
    now = timezone.now()
    details = {
        "audience_id": "members",
        "author": _person(),
        "created_at": now,
        "bumped_at": now - timedelta(hours=1),
        **more,
    }
    topic = Topic(pk=NOWHERE, ref=REF, board=board, title=title, language=language, post_count=post_count, **details)
    topic.last_post = Post(pk=NOWHERE, topic=topic, number=post_count, author=topic.author)
    topic.mark, topic.new_count = post_count - new_count, new_count
    topic.concepts_read = [_concept("witness relocation", "en")]
    topic.get_absolute_url = lambda: "#"
    topic.last_author_id, topic.last_attribution = topic.author_id, topic.attribution
    topic.last_institution_id, topic.last_role, topic.last_handling_id = None, "", None
    topic.opening_label = None
    topic.row = row_of(topic, Faces({NOWHERE: _face(topic.author)} if topic.author else {}, {}))
    return topic


def _face(person):
    return Face(person.ref, person.name, person.entry.institution.name, has_page=True)


def _post(topic, number, **more):
    details = {"author": _person(), "created_at": timezone.now() - timedelta(days=number), **more}
    post = Post(pk=NOWHERE - number, ref=REF, topic=topic, number=number, body=BODY, language="en", **details)
    post.get_absolute_url = lambda: f"#p{number}"
    files = [_file("exit-page.docx", "docx", 88_000, "en")] if number == 1 else []
    face = Face(REF, post.author.name, "Unidad de Protección Transnacional", has_page=False) if post.author else None
    [html] = drawn(
        [post],
        Page(
            Faces({NOWHERE: face} if face else {}, {}),
            files={REF: files},
            versions={},
            translations={},
            signals={},
            quoted={},
        ),
        may={REF: {}},
        user=None,
    )
    return Row(post=post, drawn=html, is_first_new=number == 3)


def _lesson():
    return SimpleNamespace(
        title="Agree the exit before the entry: relocating a protected witness",
        summary="Three units recorded the same failure: a destination named too early became a condition.",
        language="en",
        audience_key="public",
        first_published_at=timezone.now() - timedelta(days=3),
        review_is_due=True,
        phase=_concept("investigation stage", "en"),
        get_absolute_url=lambda: "#",
    )


def _file(name, type_name, size, language):
    file = StoredFile(ref=REF, name=name, type=type_name, size=size, language=language)
    file.get_absolute_url = lambda: "#"
    return file


def _hit(topic):
    return Shown(
        key=f"topic:{REF}",
        row=topic,
        kind=things.kind_named("topic"),
        url="#",
        title=[("How do you keep a relocated ", False), ("witness", True), (" safe?", False)],
        snippet=[("… the ", False), ("witness", True), (" will testify by video link, and the hearing …", False)],
        title_language="en",
        language="en",
        date=topic.bumped_at,
        also=[("fr", "#"), ("uk", "#")],
    )


def _concept(name, language):
    return SimpleNamespace(name=name, name_language=language, get_absolute_url=lambda: "#")


def _circle():
    return {
        "words": _("Who: the person whom you invite, and those who keep this space."),
        "readers": 3,
        "is_most": True,
    }


def _seen(key, readers, url="", narrower=()):
    marks = [audience_words(each) for each in narrower]
    return {"mark": audience_words(key), "key": key, "readers": readers, "url": url, "narrower": marks}
