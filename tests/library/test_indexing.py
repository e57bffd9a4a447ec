"""Lessons in search: found once published, gone at once when not, and only their words are shown."""

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.rich_text import RichText

from cms.ensure import library_section
from core.things import key_of
from library import actions
from library.indexing import lesson_document, lesson_rows
from library.models import LessonPage
from search.finder import Wish, find
from tests.factories.library import blocks, make_draft, make_lesson, make_translation
from tests.factories.thesaurus import load as load_thesaurus
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def _answer(typed, reader):
    return find(Wish(typed=typed), user=reader, language="en")


def found(typed, reader):
    return [hit.key for hit in _answer(typed, reader).hits]


def snippet(typed, reader):
    hit = _answer(typed, reader).hits[0]
    return "".join(piece for piece, _is_match in hit.snippet)


def document(lesson):
    return lesson_document(lesson_rows().get(pk=lesson.pk))


def fresh(lesson):
    return LessonPage.objects.get(pk=lesson.pk)


def test_a_lesson_is_found_once_it_is_published(index, trainer, editor, member):
    draft = make_draft(trainer, title="Kestrel at the weir")
    index()
    before = found("kestrel", member)
    actions.submit_lesson(draft, by=trainer)
    index()
    submitted = found("kestrel", editor)
    actions.publish_lesson(fresh(draft), by=editor)
    index()

    assert (before, submitted) == ([], [])
    assert (found("kestrel", member), found("kestrel", NOBODY)) == ([key_of(draft)], [])


def test_a_public_lesson_is_found_by_everybody(index, editor):
    lesson = make_lesson(editor, title="Kestrel", audience="public")
    index()

    assert found("kestrel", NOBODY) == [key_of(lesson)]


def test_unpublishing_takes_it_away_before_the_index_knows(index, editor, member):
    lesson = make_lesson(editor, title="Kestrel")
    index()
    actions.unpublish_lesson(lesson, by=editor)
    at_once = found("kestrel", member)
    index()

    assert (at_once, found("kestrel", member)) == ([], [])


def test_deleting_takes_it_away_before_the_index_knows(index, editor, member):
    lesson = make_lesson(editor, title="Kestrel")
    index()
    lesson.delete()
    at_once = found("kestrel", member)
    index()

    assert (at_once, found("kestrel", member)) == ([], [])


def test_moving_to_the_members_shelf_takes_it_from_the_public_at_once(index, editor, member):
    lesson = make_lesson(editor, title="Kestrel", audience="public")
    index()
    lesson.move(library_section("en", "members"), "last-child", user=editor)
    at_once = found("kestrel", NOBODY)
    index()

    assert at_once == []
    assert (found("kestrel", NOBODY), found("kestrel", member)) == ([], [key_of(lesson)])


def test_a_new_version_is_found_by_its_words_and_no_longer_by_the_old(index, editor, member):
    lesson = make_lesson(editor, title="Kestrel")
    changed = fresh(lesson)
    changed.title = "Heron"
    changed.save_revision(user=editor)
    index()
    drafted = found("heron", member)
    actions.publish_lesson(fresh(lesson), by=editor)
    index()

    assert drafted == []
    assert (found("heron", member), found("kestrel", member)) == ([key_of(lesson)], [])


def test_a_concept_finds_a_lesson_in_another_language(index, editor, member):
    load_thesaurus()
    concept = Concept.objects.get(slug="witness-relocation")
    called = concept.labels.get(language="uk", kind="pref").text
    lesson = make_lesson(editor, language="uk", summary=f"Домовтеся: {called}.", concepts=[concept])
    index()

    assert found("witness relocation", member) == [key_of(lesson)]


def test_the_document_says_what_search_must_know(editor):
    load_thesaurus()
    concept = Concept.objects.get(slug="witness-relocation")
    lesson = make_lesson(editor, language="fr", title="Une leçon", concepts=[concept])

    made = document(lesson)

    assert (made.key, made.audience, made.language, made.title) == (key_of(lesson), "members", "fr", "Une leçon")
    assert (made.concepts, made.author, made.work) == (
        (key_of(concept),), key_of(editor), str(lesson.translation_key),
    )  # fmt: skip
    assert made.date == lesson.first_published_at


def test_only_words_go_into_the_document(editor):
    part = blocks(
        ("paragraph", RichText("<p>We <b>saw</b> it &amp; <a href='https://x.example/secret'>wrote</a>.</p><ul><li>One</li></ul>")),
        ("heading", "If a < b"),
        ("quote", {"text": "Nobody <asked>.", "source": "The clerk"}),
        ("callout", "Remember **5 > 3**"),
        ("steps", ["First.", "Second."]),
        ("table", {"caption": "Who knew", "rows": "| Who | What |\n|:--|--:|\n| **Clerk** | all |"}),
    )  # fmt: skip

    words = document(make_lesson(editor, observation=part)).body.split("\n")

    shown = [line.strip() for line in words if line.strip()]
    assert shown[1:-3] == [
        "We saw it & wrote. One", "If a < b", "Nobody <asked>.", "The clerk", "Remember 5 > 3", "First.", "Second.",
        "Who knew", "Who", "What", "Clerk", "all",
    ]  # fmt: skip


def test_a_snippet_holds_no_marks_of_table_or_html(index, editor, member):
    part = blocks(("table", {"caption": "Kestrel table", "rows": "| Kestrel | **Weir** |\n|---|---|\n| a | b |"}))
    make_lesson(editor, title="Plain", summary="Plain.", observation=part)
    index()

    shown = snippet("kestrel", member)

    assert [mark for mark in ("|", "---", "**", "<", ">", "&") if mark in shown] == []
    assert "Kestrel" in shown


def test_a_work_is_one_hit_with_its_languages(index, editor, member):
    lesson = make_lesson(editor, title="Kestrel one")
    french = make_translation(lesson, editor, "fr", title="Kestrel deux")
    index()

    hits = _answer("kestrel", member).hits

    assert [hit.key for hit in hits] == [key_of(lesson)]
    assert [[language for language, _url in hit.also] for hit in hits] == [["fr"]]
    assert french.get_absolute_url() in [url for hit in hits for _language, url in hit.also]


def test_what_comes_again_is_the_same_document(index, editor, member):
    lesson = make_lesson(editor, title="Kestrel")
    actions.publish_lesson(lesson, by=editor)
    actions.publish_lesson(fresh(lesson), by=editor)
    index()

    assert found("kestrel", member) == [key_of(lesson)]
