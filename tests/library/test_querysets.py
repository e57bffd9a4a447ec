"""Who sees which lesson, file and submission; each work once."""

import pytest
from django.contrib.auth.models import AnonymousUser

from core import things
from files.models import StoredFile
from library import actions
from library.models import LessonAttachment, LessonPage, Submission
from library.querysets import each_work_once, for_listing
from tests.factories.files import stored
from tests.factories.library import make_draft, make_lesson, make_translation

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def seen(user):
    return set(LessonPage.objects.visible_to(user).values_list("title", flat=True))


def sees_file(user, file):
    return StoredFile.objects.visible_to(user).filter(pk=file.pk).exists()


def test_members_see_what_is_published_and_others_what_is_public(editor, member, trainer):
    make_lesson(editor, title="For all", audience="public")
    make_lesson(editor, title="For members")
    make_draft(trainer, title="Draft")

    assert (seen(NOBODY), seen(member), seen(editor)) == (
        {"For all"},
        {"For all", "For members"},
        {"For all", "For members"},
    )


@pytest.mark.parametrize("moment", ["hidden_at", "withdrawn_at", "held_at", "erased_at"])
def test_a_moment_takes_a_lesson_out_of_sight(lesson, member, moment):
    from django.utils import timezone

    setattr(lesson.state, moment, timezone.now())
    lesson.state.save()

    assert seen(member) == set()


@pytest.mark.parametrize(
    ("language", "expected"), [("ar", ["ar"]), ("fr", ["fr"]), ("en", ["en"]), ("uk", ["en"]), ("es", ["en"])]
)
def test_a_work_stands_once_in_the_readers_best_language(lesson, editor, member, language, expected):
    for other in ("fr", "ar"):
        make_translation(lesson, editor, other)

    found = each_work_once(LessonPage.objects.visible_to(member), language)

    assert [page.language for page in found.select_related("locale")] == expected


def test_a_work_without_the_readers_language_and_without_english_stands_once_too(editor, member):
    original = make_lesson(editor, language="uk")
    make_translation(original, editor, "ar")

    assert each_work_once(LessonPage.objects.visible_to(member), "es").count() == 1


def test_a_translation_that_is_a_draft_does_not_take_the_place_of_what_is_published(lesson, editor, member):
    actions.translate_lesson(lesson, by=editor, language="fr", fields={"title": "Une leçon"})

    found = each_work_once(LessonPage.objects.visible_to(member), "fr")

    assert list(found) == [lesson]


def test_a_draft_s_file_is_for_its_author_and_the_editors(trainer, editor, member, make_member):
    file = stored(trainer)
    make_draft(trainer, files=[file])

    people = (trainer, editor, member, make_member(roles=["trainer"]), NOBODY)

    assert [sees_file(each, file) for each in people] == [True, True, False, False, False]


def test_a_published_lesson_s_file_is_for_its_readers(editor, member):
    file, public = stored(editor), stored(editor, "txt")
    make_lesson(editor, files=[file])
    make_lesson(editor, files=[public], audience="public")

    assert [sees_file(each, file) for each in (member, NOBODY)] == [True, False]
    assert [sees_file(each, public) for each in (member, NOBODY)] == [True, True]


def test_unpublishing_takes_the_file_away_and_publishing_brings_it_back(editor, member):
    file = stored(editor)
    lesson = make_lesson(editor, files=[file])

    lesson = actions.unpublish_lesson(lesson, by=editor)
    gone = sees_file(member, file)
    actions.publish_lesson(lesson, by=editor)

    assert (gone, sees_file(member, file)) == (False, True)


def test_a_new_version_s_file_waits_for_its_publication(lesson, editor, member):
    file = stored(editor)
    version = lesson.get_latest_revision_as_object()
    version.attachments.add(LessonAttachment(file=file))
    version.save_revision(user=editor)

    before = (sees_file(member, file), sees_file(editor, file))
    actions.publish_lesson(lesson, by=editor)

    assert before == (False, True)
    assert sees_file(member, file)


def test_a_file_taken_off_the_lesson_is_no_longer_for_readers(editor, member):
    file = stored(editor)
    lesson = make_lesson(editor, files=[file])
    version = lesson.get_latest_revision_as_object()
    version.attachments.clear()
    version.save_revision(user=editor)
    still = sees_file(member, file)

    actions.publish_lesson(lesson, by=editor)

    assert still
    assert not sees_file(member, file)
    assert sees_file(editor, file)


def test_a_file_moves_with_its_lesson(editor, member):
    from cms.ensure import library_section

    file = stored(editor)
    lesson = make_lesson(editor, files=[file], audience="public")
    before = sees_file(NOBODY, file)

    lesson.move(library_section("en", "members"), "last-child", user=editor)

    assert before
    assert (sees_file(NOBODY, file), sees_file(member, file)) == (False, True)


def test_a_submission_is_for_its_author_and_the_editors(draft, trainer, editor, member, make_member):
    actions.submit_lesson(draft, by=trainer)
    key = things.key_of(Submission.objects.get())

    people = (trainer, editor, member, make_member(roles=["trainer"]), NOBODY)

    assert [things.visible_keys([key], each) == {key} for each in people] == [True, True, False, False, False]


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_for_one_and_three(editor, member, number, django_assert_num_queries):
    from tests.factories.thesaurus import load

    load()
    from thesaurus.models import Concept

    phases = list(Concept.objects.filter(top__slug="phases-of-proceedings")[:3])
    for place in range(number):
        make_lesson(editor, phase=phases[place])
    member.audience_keys()

    with django_assert_num_queries(3):
        rows = list(for_listing(each_work_once(LessonPage.objects.visible_to(member), "en")))
        assert all(row.phase.name and row.audience_key and row.language for row in rows)

    assert len(rows) == number
