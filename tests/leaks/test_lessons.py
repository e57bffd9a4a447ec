"""What a lesson says stays with its readers: a planted word is looked for wherever somebody else can look."""

import re

import pytest
from django.urls import reverse

from library import actions
from library.models import LessonPage
from tests.factories.files import stored
from tests.factories.library import blocks, make_draft, make_lesson, make_translation
from tests.factories.texts import read_as
from tests.factories.thesaurus import load as load_thesaurus
from tests.library.conftest import index  # noqa: F401  (a fixture)
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db

WORD = "Kestrelweir"
MARKS = re.compile("</?mark>")  # a search marks what it found


@pytest.fixture
def concept(index):  # noqa: F811
    load_thesaurus()
    return Concept.objects.get(slug="witness-relocation")


@pytest.fixture
def planted(editor, concept):
    """The fields of a lesson that says the word wherever it can."""
    return {
        "title": f"{WORD} title",
        "summary": f"{WORD} summary",
        "jurisdiction": f"{WORD} law",
        "observation": blocks(
            ("heading", WORD), ("table", {"caption": WORD, "rows": f"| {WORD} |\n|---|\n| {WORD} |"})
        ),
        "concepts": [concept],
        "phase": Concept.objects.filter(top__slug="phases-of-proceedings").first(),
        "files": [read_as(stored(editor, name=f"{WORD}.pdf"), (f"{WORD} summary", f"{WORD} summary"), WORD)],
    }


def places(lesson, author, concept):
    """Where somebody may look."""
    file = lesson.attachments.first().file
    return [
        "/",
        reverse("library"),
        f"{reverse('library')}?language={lesson.language}",
        f"{reverse('library')}?phase={lesson.phase.ref}",
        f"{reverse('search')}?q={WORD}",
        f"{reverse('search')}?q=%22{WORD}+title%22",
        f"{reverse('search')}?q={WORD[:8]}",
        f"{reverse('search')}?q=&kind=lesson",
        f"{reverse('search')}?q=&kind=document",
        f"{reverse('search')}?q={WORD}&kind=document",
        f"{reverse('search')}?q=witness+relocation",
        concept.get_absolute_url(),
        lesson.phase.get_absolute_url(),
        author.get_absolute_url(),
        reverse("people"),
        reverse("notices"),
        lesson.get_absolute_url(),
        lesson.get_parent().get_url() or "/",
        file.get_absolute_url(),
        file.text_url(),
        file.text_url(2, WORD),
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]),
        reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk]),
        reverse("wagtailadmin_pages:history", args=[lesson.pk]),
    ]


def said(client, paths):
    """The places among them that say the word though they were not asked with it."""
    found = []
    for path in paths:
        response = client.get(path, follow=True)
        text = MARKS.sub("", response.getvalue().decode(errors="replace").lower())
        typed = path.lower().count(WORD.lower()[:8])
        # What one types stands in the page again: in the box, in its heading, in links to other orders.
        if f"{WORD.lower()} summary" in text or f"{WORD.lower()}.pdf" in text or (WORD.lower() in text and not typed):
            found.append(path)
    return found


def test_the_search_for_it_finds_it_for_who_may_read_it(as_member, editor, planted, concept, index):  # noqa: F811
    """Without this, the tests below might only be blind."""
    lesson = make_lesson(editor, **planted)
    index()

    found = said(as_member, places(lesson, editor, concept))

    assert {reverse("library"), f"{reverse('search')}?q={WORD}", lesson.get_absolute_url(), "/"} <= set(found)


def test_a_members_lesson_is_nowhere_for_a_stranger(anonymous, editor, planted, concept, index):  # noqa: F811
    lesson = make_lesson(editor, **planted)
    make_translation(lesson, editor, "fr", title=WORD, summary=f"{WORD} summary")
    index()

    assert said(anonymous, places(lesson, editor, concept)) == []


def test_a_draft_is_nowhere_for_a_member(as_member, editor, planted, concept, index):  # noqa: F811
    draft = make_draft(editor, **planted)
    index()

    assert said(as_member, places(draft, editor, concept)) == []


def test_a_submitted_draft_is_nowhere_for_members_and_other_trainers(
    as_member,
    client_of,
    make_member,
    trainer,
    planted,
    concept,
    index,  # noqa: F811
):
    draft = make_draft(trainer, **{**planted, "files": [stored(trainer, name=f"{WORD}.pdf")]})
    actions.submit_lesson(draft, by=trainer)
    index()
    moderator = client_of(make_member(roles=["moderator"]))

    assert [said(client, places(draft, trainer, concept)) for client in (as_member, moderator)] == [[], []]


def test_what_was_unpublished_is_nowhere_before_the_index_knows(as_member, editor, planted, concept, index):  # noqa: F811
    lesson = make_lesson(editor, **planted)
    index()
    actions.unpublish_lesson(lesson, by=editor)

    assert said(as_member, places(lesson, editor, concept)) == []


def test_a_draft_of_a_new_version_is_nowhere(as_member, editor, planted, concept, index):  # noqa: F811
    lesson = make_lesson(editor, phase=planted["phase"], files=[stored(editor)])
    version = LessonPage.objects.get(pk=lesson.pk)
    for name in ("title", "summary", "jurisdiction", "observation"):
        setattr(version, name, planted[name])
    version.save_revision(user=editor)
    index()

    assert said(as_member, places(lesson, editor, concept)) == []


def test_the_other_languages_of_a_lesson_are_told_to_their_readers_alone(anonymous, as_member, editor, concept):
    public = make_lesson(editor, audience="public", title="For all")
    french = make_translation(public, editor, "fr", title="Pour tous")
    actions.unpublish_lesson(french, by=editor)

    pages = [client.get(public.get_absolute_url()).content.decode() for client in (anonymous, as_member)]

    assert [french.get_absolute_url() in page for page in pages] == [False, False]
