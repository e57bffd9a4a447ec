"""What a lesson brings along is found in its pages, by the lesson's readers and as long as they read it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.ensure import library_section
from cms.models import PageState
from core.things import key_of
from files.actions import note_verdict
from files.models import StoredFile
from files.scanner import Verdict
from library import actions
from library.models import LessonPage
from moderation.models import ReviewItem
from search.finder import Wish, find
from search.live import refresh
from search.rebuild import rebuild, reconcile
from tests.factories.files import stored
from tests.factories.library import fields, make_draft, make_lesson, make_translation
from tests.factories.texts import read_as
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path
    settings.EXTRACT_UNISOLATED = True


def found(reader, typed="kestrel", **wish):
    return find(Wish(typed=typed, **wish), user=reader, language="en")


def paper(by, *pages, name="Field manual.pdf"):
    return read_as(stored(by, "pdf", name=name), *(pages or ("A preface.", "Of the kestrel.")))


@pytest.fixture
def make_held(editor):
    """make_held(audience="members", …) -> a published lesson that brings a manual along: "kestrel" on its page 2."""
    return lambda *pages, **details: make_lesson(editor, **{"files": [paper(editor, *pages)], **details})


def test_a_document_is_found_at_its_page_and_says_which_lesson_brings_it(index, make_held, member):
    lesson = make_held(title="Agree the exit")
    index()

    [hit] = found(member).hits

    assert (hit.kind.name, hit.place, "".join(piece for piece, _ in hit.title)) == (
        "document", "page 2", "Field manual",
    )  # fmt: skip
    assert (hit.within.title, hit.within.language, hit.within.url) == (
        "Agree the exit",
        "en",
        lesson.get_absolute_url(),
    )
    assert hit.url == f"/files/{StoredFile.objects.get().ref}/text/?page=2&q=kestrel#page2"


def test_the_page_of_hits_and_the_text_view_lead_to_the_lesson(index, make_held, as_member):
    lesson = make_held(title="Agree the exit")
    index()

    hits = as_member.get("/search/?q=kestrel").content.decode()
    text = as_member.get(f"/files/{StoredFile.objects.get().ref}/text/?page=2&q=kestrel").content.decode()

    assert [word in hits for word in ("page 2", "Field manual", "Agree the exit", lesson.get_absolute_url())] == [
        True
    ] * 4
    assert [word in text for word in ("<mark>kestrel</mark>", lesson.get_absolute_url())] == [True] * 2


@pytest.mark.parametrize(("audience", "expected"), [("public", [1, 1]), ("members", [0, 1])])
def test_it_has_the_lesson_s_readers(index, make_held, member, audience, expected):
    make_held(audience=audience)
    index()

    assert [found(reader).total for reader in (NOBODY, member)] == expected
    assert [found(reader).facets["kind"].get("document", 0) for reader in (NOBODY, member)] == expected


def test_a_draft_s_document_is_found_by_nobody_until_the_draft_is_published(index, trainer, editor, member):
    draft = make_draft(trainer, files=[paper(trainer)])
    index()
    before = [found(reader).total for reader in (trainer, editor, member)]

    actions.publish_lesson(draft, by=editor)
    index()

    assert (before, found(member).total) == ([0, 0, 0], 1)


def test_what_is_read_after_the_lesson_was_published_is_found_then(index, editor, member):
    file = stored(editor, "pdf", name="Field manual.pdf")
    make_lesson(editor, files=[file])
    index()
    before = found(member).total

    read_as(file, "Of the kestrel.")
    index()

    assert (before, found(member).total) == (0, 1)


def _unpublish(lesson, editor):
    actions.unpublish_lesson(lesson, by=editor)


def _hide(lesson, editor):
    PageState.objects.filter(page_id=lesson.pk).update(hidden_at=timezone.now())
    refresh(lesson, whole_tree=True, narrows=True)


def _delete(lesson, editor):
    lesson.delete()


@pytest.mark.parametrize("deed", [_unpublish, _hide, _delete])
def test_out_of_sight_it_takes_its_documents_along_with_the_next_search(index, make_held, member, editor, deed):
    lesson = make_held("Kestrel.", "Kestrel again.", title="Plain")
    index()
    assert found(member).total == 1

    deed(lesson, editor)
    at_once = found(member)
    index()
    later = found(editor)

    assert (at_once.hits, at_once.total, at_once.facets["kind"]) == ([], 0, {})
    assert (later.hits, later.total, later.facets["kind"]) == ([], 0, {})


def test_published_again_it_is_found_again(index, make_held, member, editor):
    lesson = make_held()
    index()
    actions.unpublish_lesson(lesson, by=editor)
    index()
    actions.publish_lesson(LessonPage.objects.get(pk=lesson.pk), by=editor)
    index()

    assert found(member).total == 1


def test_moved_to_the_members_shelf_the_public_finds_it_no_more_at_once(index, make_held, member, editor):
    lesson = make_held(audience="public")
    index()

    lesson.move(library_section("en", "members"), "last-child", user=editor)
    at_once = found(NOBODY)
    index()

    assert (at_once.hits, at_once.total) == ([], 0)
    assert (found(NOBODY).total, found(member).total) == (0, 1)


def test_a_new_version_without_it_takes_it_away(index, make_held, member, editor):
    lesson = LessonPage.objects.get(pk=make_held().pk)
    index()
    lesson.attachments.clear()
    lesson.save_revision(user=editor)
    index()
    drafted = found(member).total

    actions.publish_lesson(LessonPage.objects.get(pk=lesson.pk), by=editor)
    at_once = found(member)
    index()

    assert (drafted, at_once.hits, at_once.total, found(member).total) == (1, [], 0, 0)


def test_a_translation_brings_its_original_s_document_along_and_it_is_one_hit(index, make_held, member, editor):
    lesson = make_held(title="Agree the exit")
    french = make_translation(lesson, editor, "fr", title="Convenir de la sortie")
    index()

    both = found(member)
    actions.unpublish_lesson(lesson, by=editor)
    index()
    [left] = found(member).hits

    assert (both.total, [hit.within.title for hit in both.hits]) == (1, ["Agree the exit"])
    assert (left.within.title, left.within.url) == ("Convenir de la sortie", french.get_absolute_url())


def test_a_translation_with_its_own_document_brings_that_alone(index, make_held, member, editor):
    lesson = make_held()
    own = read_as(stored(editor, "pdf", name="Manuel.pdf"), "Le kestrel.", language="fr")
    page = actions.translate_lesson(lesson, by=editor, language="fr", fields=fields(title="Convenir"), files=[own])
    actions.publish_lesson(page, by=editor)
    index()

    assert {(hit.row.file.name, hit.within.language) for hit in found(member).hits} == {
        ("Field manual.pdf", "en"),
        ("Manuel.pdf", "fr"),
    }


def test_a_concept_of_the_lesson_narrows_to_its_documents(index, make_held, member):
    load()
    concept = Concept.objects.get(slug="chain-of-custody")
    make_held(title="Plain", concepts=[concept])
    make_held(title="Plain, too")
    index()

    result = found(member, concepts=(key_of(concept),))

    assert (result.total, result.facets["concept"]) == (1, {key_of(concept): 1})


def test_a_page_of_lessons_documents_costs_the_same_for_one_and_three(
    index, make_held, member, django_assert_num_queries
):
    make_held()
    index()
    found(member)  # what is asked once
    with CaptureQueriesContext(connection) as one:
        found(member)
    for _ in range(2):
        make_held()
    index()

    with django_assert_num_queries(len(one)):
        assert found(member).total == 3


def test_indexing_three_costs_as_much_as_one(index, editor):
    from files.indexing import gather_holders, page_document, page_rows

    def documents():
        with CaptureQueriesContext(connection) as asked:
            rows = list(page_rows())
            gather_holders(rows)
            made = [page_document(row) for row in rows]
        return len(asked), len(made)

    make_lesson(editor, files=[paper(editor, "Kestrel.")])
    one, _ = documents()
    for _ in range(2):
        make_lesson(editor, files=[paper(editor, "Kestrel.")])

    assert documents() == (one, 3)


def test_a_rebuilt_index_has_them_all(index, make_held, member):
    make_held()

    rebuild()

    assert (found(member).total, reconcile()) == (1, {"missing": 0, "ghosts": 0, "outdated": 0})


# What the virus scanner said something of


@pytest.fixture
def scanned(settings):
    settings.CLAMAV = ("tcp", "127.0.0.1", 1)


def held_back(by):
    file = stored(by, "pdf", name="Heron plan.pdf")
    draft = make_draft(by, files=[file])
    note_verdict(file, Verdict("unscannable", "Heuristics.Encrypted.PDF"))
    return draft, file


def decides(client, file):
    page = client.get("/moderation/").content.decode()
    item = ReviewItem.objects.get(key=key_of(file))
    answer = client.post(f"{item.get_absolute_url()}decide/", {"decision": "release", "version": item.version})
    return "Heron plan.pdf" in page, answer.status_code


def test_on_a_draft_it_waits_for_the_editors_and_nobody_else(
    scanned, trainer, as_trainer, as_moderator, as_steward, as_editor
):
    _draft, file = held_back(trainer)

    assert [decides(client, file) for client in (as_trainer, as_moderator, as_steward)] == [(False, 404)] * 3
    assert decides(as_editor, file) == (True, 302)
    assert StoredFile.objects.get().state == "stored"


def test_on_a_published_lesson_it_waits_for_moderators_too(scanned, trainer, editor, as_member, as_moderator):
    draft, file = held_back(trainer)
    lesson = actions.publish_lesson(draft, by=editor)

    shown = as_member.get(lesson.get_absolute_url()).content.decode()

    assert ("Heron plan.pdf" in shown, as_member.get(f"/files/{file.ref}/").status_code) == (False, 404)
    assert decides(as_moderator, file) == (True, 302)
