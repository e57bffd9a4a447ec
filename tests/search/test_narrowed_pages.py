"""The page of a search that is narrowed: by the box, by the fields, and a chip for each that takes it away again."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from core.things import key_of
from forum import actions
from forum.models import Post, Topic
from search.live import refresh
from tests.factories.forum import make_board

pytestmark = pytest.mark.django_db
HIT = re.compile(r'<article class="noted result" data-key="([^"]+)"')
CHIP = re.compile(r'<a class="tag" href="([^"]+)">([^<]+): <bdi>([^<]+)</bdi>')
SAID = re.compile(r'data-kind="caution"[^>]*>.*?<span>([^<]+)</span>', re.DOTALL)


def page_of(client, typed="", **asked):
    return client.get("/search/", {"q": typed, **asked}).content.decode()


def hits(client, typed="", **asked):
    return set(HIT.findall(page_of(client, typed, **asked)))


def chips(page):
    return [(label, shown) for _url, label, shown in CHIP.findall(page)]


@pytest.fixture
def said(index, board, say, member, other):
    """A question of Otto's, solved by Amara; a discussion of Amara's on another board, in French, a year ago."""
    question, discussion = (
        say(board, "Canary question"),
        say(make_board(title="Far board"), "Canary talk", by=member, kind="discussion", language="fr"),
    )
    answer = say(question, body="A canary answer.", by=member)
    Topic.objects.filter(pk=question.pk).update(accepted=answer)
    Topic.objects.filter(pk=discussion.pk).update(created_at=timezone.now() - timedelta(days=365))
    Post.objects.filter(topic=discussion).update(handling="not_for_attribution")
    for row in (question, answer, discussion):
        refresh(row)
    index()
    return {"question": key_of(question), "answer": key_of(answer), "talk": key_of(discussion)}


@pytest.mark.parametrize(
    ("typed", "fields", "found"),
    [
        ("canary from:otto", {}, {"question"}),
        ("canary", {"from": "Amara Member"}, {"answer"}),  # what is not for attribution is not found by its author
        ("canary from:otto from:amara", {}, {"question", "answer"}),
        ("canary handling:not_for_attribution", {}, {"talk"}),
        ("canary", {"handling": "community"}, {"question", "answer"}),
        ('canary board:"far board"', {}, {"talk"}),
        ("canary is:solved", {}, {"question"}),
        ("canary", {"is": "discussion"}, {"talk"}),
        ("canary is:accepted", {}, {"answer"}),
        ("canary is:question is:open", {}, set()),
        ("canary lang:fr", {}, {"talk"}),
        ("canary kind:post", {}, {"answer"}),
        ("before:{month_ago}", {}, {"talk"}),
        ("canary", {"after": "{month_ago}"}, {"question", "answer"}),
        ("canary after:{month_ago} before:{month_ago}", {}, set()),
        ("is:solved", {}, {"question"}),
    ],
)
def test_each_operator_narrows(said, as_member, typed, fields, found):
    month_ago = f"{timezone.now() - timedelta(days=30):%Y-%m-%d}"

    shown = hits(
        as_member, typed.format(month_ago=month_ago), **{k: v.format(month_ago=month_ago) for k, v in fields.items()}
    )

    assert {name for name, key in said.items() if key in shown} == found


def test_a_chip_takes_its_piece_away_wherever_it_came_from(said, as_member):
    page = page_of(as_member, "canary from:otto", **{"is": "solved"})

    assert chips(page) == [("Author", "Otto Other"), ("Topics that are", "Solved")]
    rest = [as_member.get("/search/" + unescape(url)).content.decode() for url, _label, _shown in CHIP.findall(page)]
    assert [chips(each) for each in rest] == [[("Topics that are", "Solved")], [("Author", "Otto Other")]]


def test_the_box_keeps_what_was_typed_and_choices_keep_the_fields(said, as_member):
    page = unescape(page_of(as_member, "canary from:otto", **{"is": "solved"}))

    assert 'value="canary from:otto"' in page
    assert "?q=canary+from%3Aotto&sort=date&is=solved" in page
    assert re.search(r'<option value="solved" selected>', page) is not None


def test_what_means_nothing_is_said_and_the_rest_is_searched(said, as_member):
    page = page_of(as_member, "canary from:nobody")

    assert SAID.findall(page) == ["Nobody whom you can find here is called “nobody”. It was left out."]
    assert said["question"] in HIT.findall(page)


def test_nothing_found_offers_the_same_without_the_filters(said, as_member):
    page = page_of(as_member, "canary from:otto lang:fr")

    assert ("Without the filters:" in page, '<a href="?q=canary">' in page) == (True, True)


def test_the_answer_that_is_accepted_no_more_is_found_no_more(said, as_member, index, other):
    actions.reopen_question(Topic.objects.get(title="Canary question"), by=other)
    index()

    assert [hits(as_member, f"canary is:{state}") for state in ("accepted", "solved")] == [set(), set()]


def test_the_answer_that_is_accepted_now_is_found_in_place_of_the_one_before(said, as_member, index, say, other):
    question = Topic.objects.get(title="Canary question")
    better = say(question, body="A better canary answer.")
    index()

    actions.accept_answer(better, by=other)
    index()

    assert hits(as_member, "canary is:accepted") == {key_of(better)}


def test_a_question_whose_answer_was_taken_back_is_not_solved(said, as_member, index, member):
    actions.withdraw_post(Post.objects.get(ref=said["answer"].partition(":")[2]), by=member)
    index()

    assert [hits(as_member, f"canary is:{state}") for state in ("open", "solved")] == [{said["question"]}, set()]


def test_visitors_are_offered_neither_authors_nor_boards_that_they_do_not_see(said, anonymous):
    page = page_of(anonymous, "canary")

    assert re.findall(r'<(?:input|select)[^>]* name="(from|board|is|after)"', page) == ["after", "is"]
