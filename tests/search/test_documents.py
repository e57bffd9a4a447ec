"""Documents are found by what their pages say: as one file, at its best page, by those who read what holds it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.things import key_of
from files.actions import attach
from forum import actions
from forum.models import Post
from search.document import COMMONS, sealed_index
from search.engine import engine
from search.finder import Wish, find
from search.rebuild import rebuild, reconcile
from tests.factories.files import stored
from tests.factories.texts import hung, read_as
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path
    settings.EXTRACT_UNISOLATED = True


def found(typed, user, **wish):
    return find(Wish(typed=typed, **wish), user=user, language="en")


@pytest.fixture
def hang(other):
    """hang(post, page, page …) -> a PDF of Otto's on it, read as these pages: (heading, text) or a text."""
    return lambda post, *pages, **more: hung(post, *pages, by=other, **more)


def hits(result):
    return [(hit.kind.name, hit.place) for hit in result.hits]


def test_a_file_is_one_hit_at_its_best_page(index, board, say, hang, member):
    post = say(say(board, "Common question"), body="See the paper.")
    file = hang(post, "A preface.", "Of graves.", "Exhumation of graves: graves are opened slowly.", "Of weather.")
    index()

    result = found("graves exhumation", member)

    [hit] = result.hits
    assert (result.total, hit.kind.name, hit.place, result.facets["kind"]) == (1, "document", "page 3", {"document": 1})
    assert hit.url == f"/files/{file.ref}/text/?page=3&q=graves+exhumation#page3"
    assert "".join(piece for piece, _ in hit.title) == "Field manual"
    assert (hit.within.title, hit.within.url) == ("Common question", post.get_absolute_url())


def test_other_pages_that_were_found_are_named(index, board, say, hang, member):
    file = hang(say(say(board, "Question"), body="Paper."), "graves graves", "graves", "nothing", "graves")
    index()

    [hit] = found("graves", member).hits

    assert hit.place == "page 1"
    assert sorted(hit.parts) == [(f"page {n}", f"/files/{file.ref}/text/?page={n}&q=graves#page{n}") for n in (2, 4)]


@pytest.mark.parametrize(
    ("type_name", "heading", "place"),
    [
        ("pdf", "", "page 1"),
        ("pptx", "", "slide 1"),
        ("xlsx", "Victims", "sheet “Victims”"),
        ("docx", "Scope of the protocol", "Scope of the protocol"),
        ("odt", "", "section 1"),
    ],
)
def test_a_hit_says_where_in_the_words_of_its_kind(index, board, say, hang, member, type_name, heading, place):
    hang(say(say(board, "Question"), body="Paper."), (heading, "Kestrel"), type_name=type_name, name=f"a.{type_name}")
    index()

    assert hits(found("kestrel", member)) == [("document", place)]


def test_a_document_without_words_is_found_by_its_name(index, board, say, hang, member):
    hang(say(say(board, "Question"), body="Paper."), "", "", name="Kestrel survey.pdf")
    index()

    assert hits(found("kestrel", member)) == [("document", "page 1")]


def test_it_is_found_by_what_hangs_on_an_opening_post_too(index, board, say, hang, member):
    topic = say(board, "Question")
    hang(topic.posts.get(number=1), "Kestrel")
    index()

    [hit] = found("kestrel", member).hits

    assert hit.within.title == "Question"


def test_before_it_is_read_it_is_not_found_and_afterwards_it_is(index, board, say, member, other):
    file = stored(other, name="Manual.pdf")
    attach(file, to=say(say(board, "Question"), body="Paper."), by=other)
    index()
    before = found("kestrel", member).total

    read_as(file, "Kestrel")
    index()

    assert (before, found("kestrel", member).total) == (0, 1)


def test_read_again_it_is_found_by_its_new_words_alone(index, board, say, hang, member):
    file = hang(say(say(board, "Question"), body="Paper."), "Kestrel", "Kestrel")
    index()

    read_as(file, "Heron")
    at_once = found("kestrel", member)
    index()

    assert (at_once.hits, at_once.total) == ([], 0)
    assert (found("kestrel", member).total, found("heron", member).total) == (0, 1)


def test_what_nothing_holds_is_found_by_nobody(index, other):
    read_as(stored(other, name="Kestrel.pdf"), "Kestrel")
    index()

    assert found("kestrel", other).total == 0


def test_many_pages_do_not_crowd_out_what_else_there_is(index, board, say, hang, member):
    topic = say(board, "Common question")
    hang(say(topic, body="Paper."), *["graves"] * 1100, name="Long.pdf")
    said = [say(topic, body=f"Of graves and many other things, number {n}.") for n in range(3)]
    index()

    result = found("graves", member)

    assert (result.total, result.facets["kind"]) == (4, {"document": 1, "post": 3})
    assert {hit.key for hit in result.hits if hit.kind.name == "post"} == {key_of(post) for post in said}
    assert len(result.hits) == 4


def test_a_topic_among_the_best_hides_none_of_its_posts(index, board, say, hang, member):
    topic = say(board, "Graves", "Graves.")
    hang(say(topic, body="Paper."), *["graves"] * 1100, name="Long.pdf")
    said = [say(topic, body=f"Of graves and many other things, number {n}.") for n in range(3)]
    index()

    result = found("graves", member)

    shown = {hit.key for hit in result.hits}
    assert {key_of(topic), *map(key_of, said)} <= shown
    assert len(shown) == result.total


@pytest.mark.parametrize("deed", ["hide_post", "withdraw_post", "hide_topic"])
def test_out_of_sight_it_is_found_no_more_with_the_next_search(index, board, say, hang, member, moderator, other, deed):
    topic = say(board, "Common question")
    post = say(topic, body="Paper.")
    hang(post, "Kestrel", "Kestrel again")
    index()
    assert found("kestrel", member).total == 1

    by = other if deed == "withdraw_post" else moderator
    getattr(actions, deed)(topic if deed == "hide_topic" else post, by=by)
    at_once = found("kestrel", member)
    index()
    later = found("kestrel", moderator)

    assert (at_once.hits, at_once.total, at_once.facets["kind"]) == ([], 0, {})
    assert (later.hits, later.total) == ([], 0)


def test_restored_it_is_found_again(index, board, say, hang, member, moderator):
    topic = say(board, "Common question")
    posts = [topic.posts.get(number=1), say(topic, body="Paper.")]
    for post in posts:
        hang(post, "Kestrel")
    index()
    for post in posts:
        actions.hide_post(post, by=moderator)
    index()
    assert found("kestrel", member).total == 0

    for post in posts:
        actions.restore_post(post, by=moderator)
    index()

    assert found("kestrel", member).total == 2


def test_in_a_space_it_lives_in_the_sealed_index_and_only_those_inside_find_it(
    index, secret_board, say, hang, member, other
):
    file = hang(say(say(secret_board, "Question"), body="Paper."), "Kestrel")
    index()

    key = key_of(file.pages.get())
    sealed = sealed_index(secret_board.audience.space.ref)
    assert (key in engine().versions(COMMONS), key in engine().versions(sealed)) == (False, True)
    assert (found("kestrel", member).total, found("kestrel", other).facets["kind"]["document"]) == (0, 1)


def test_of_an_unattributed_post_the_index_knows_no_author(index, board, say, hang, other, member):
    post = say(say(board, "Question"), body="Paper.")
    Post.objects.filter(pk=post.pk).update(author=None)
    hang(post, "Kestrel")
    index()

    assert (found("kestrel", member).total, found("", member, authors=(key_of(other),), kinds=("document",)).total) == (
        1,
        0,
    )


def test_a_concept_of_the_topic_narrows_to_its_papers(index, board, say, hang, member):
    load()
    concept = Concept.objects.get(slug="chain-of-custody")
    hang(say(board, "Question", concepts=[concept]).posts.get(), "Kestrel")
    hang(say(board, "Other question").posts.get(), "Kestrel")
    index()

    result = found("kestrel", member, concepts=(key_of(concept),))

    assert (result.total, result.facets["concept"]) == (1, {key_of(concept): 1})


def test_a_page_of_documents_costs_the_same_for_one_and_three(
    index, board, say, hang, member, django_assert_num_queries
):
    topic = say(board, "Question")
    hang(say(topic, body="Paper."), "Kestrel", "Kestrel", name="a.pdf")
    index()
    found("kestrel", member)  # what is asked once
    with CaptureQueriesContext(connection) as one:
        found("kestrel", member)
    for name in ("b.pdf", "c.pdf"):
        hang(say(topic, body=f"Paper {name}."), "Kestrel", "Kestrel", name=name)
    index()

    with django_assert_num_queries(len(one)):
        assert found("kestrel", member).total == 3


def test_a_rebuilt_index_has_them_all(index, board, say, hang, member):
    hang(say(say(board, "Question"), body="Paper."), "Kestrel", "Heron")
    index()

    rebuild()
    differs = reconcile()

    assert (found("heron", member).total, differs) == (1, {"missing": 0, "ghosts": 0, "outdated": 0})
