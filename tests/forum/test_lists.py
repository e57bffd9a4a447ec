"""Lists across boards, how a board is sorted, and counting what stands in a list as read."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import actions
from forum.models import Post, ReadMark, Topic
from notifications.actions import follow
from notifications.models import Follow
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
LISTS = ("new", "unread", "unanswered", "mine", "followed")
ROW = re.compile(r'<a href="/forum/t/(\w+)/"><bdi')


def listed(client, shown, **asked):
    """The refs of the topics in a list, in order."""
    return ROW.findall(client.get("/forum/topics/", {"show": shown, **asked}).content.decode())


def sorted_by(client, board, sort):
    return ROW.findall(client.get(board.get_absolute_url(), {"sort": sort}).content.decode())


def ago(topic, days):
    """Put a topic, and its posts, so many days back."""
    then = timezone.now() - timedelta(days=days)
    Topic.objects.filter(pk=topic.pk).update(created_at=then, bumped_at=then)
    Post.objects.filter(topic=topic).update(created_at=then)


def test_each_list_holds_its_topics_in_its_order(as_member, member, other, board):
    opened, unopened, mine = make_topic(board, other), make_topic(board, other), make_topic(board, member)
    answered = make_topic(board, other, kind="discussion")
    as_member.get(opened.get_absolute_url())
    make_reply(opened, other)
    make_reply(answered, member)
    Follow.objects.filter(user=member).delete()
    follow(mine, Follow.TRACKING, by=member)

    assert {shown: listed(as_member, shown) for shown in LISTS} == {
        "new": [unopened.ref],
        "unread": [opened.ref, unopened.ref],
        "unanswered": [mine.ref, unopened.ref],
        "mine": [answered.ref, mine.ref],
        "followed": [mine.ref],
    }


def test_what_counts_as_read_is_neither_new_nor_unread(as_member, member, other, board):
    before = make_topic(board, other)
    ago(before, 2)
    actions.catch_up(by=member, until=timezone.now() - timedelta(days=1))
    after = make_topic(board, other)

    assert [listed(as_member, shown) for shown in ("new", "unread")] == [[after.ref], [after.ref]]


def test_a_list_leads_on_and_back_and_holds_every_topic_once(as_member, other, board):
    refs = [make_topic(board, other).ref for _ in range(30)]

    first = as_member.get("/forum/topics/", {"show": "new"}).context["page"]
    second = as_member.get("/forum/topics/", {"show": "new", "after": first.next}).context["page"]
    again = as_member.get("/forum/topics/", {"show": "new", "before": second.previous}).context["page"]

    assert [topic.ref for topic in (*first, *second)] == refs[::-1]
    assert [topic.ref for topic in again] == [topic.ref for topic in first]


@pytest.mark.parametrize("shown", LISTS)
def test_an_empty_list_says_so_and_what_to_do_next(as_member, shown):
    page = as_member.get("/forum/topics/", {"show": shown}).content.decode()

    empty = re.search(r'<div class="empty-state flow"><p>(.+?)</p><p>\s*<a class="button" href="(.+?)"', page)
    assert (bool(empty[1]), empty[2]) == (True, "/forum/")


def test_visitors_have_the_lists_of_public_boards_that_need_nobody(anonymous, other, board):
    make_topic(board, other)
    public = make_topic(make_board("public"), other)

    assert [listed(anonymous, shown) for shown in LISTS] == [[public.ref]] * len(
        LISTS
    )  # "unread" and "mine" are "new" to them
    assert "?show=mine" not in anonymous.get("/forum/topics/").content.decode()


def test_what_is_followed_is_so_by_the_nearest_place(as_member, member, other, make_space):
    watched, muted = make_board(), make_board()
    space = make_space("open", people=[member], keeper=other)
    shown, dropped, chosen = make_topic(watched, other), make_topic(watched, other), make_topic(muted, other)
    make_topic(muted, other)
    inside = make_topic(make_board(space.audience), other)
    follow(watched, Follow.WATCHING, by=member), follow(muted, Follow.MUTED, by=member)
    follow(dropped, Follow.NORMAL, by=member), follow(chosen, Follow.TRACKING, by=member)
    follow(space, Follow.TRACKING, by=member)

    assert listed(as_member, "followed") == [inside.ref, chosen.ref, shown.ref]


def test_what_is_followed_by_concept(as_member, member, other, board):
    load()
    concept = Concept.objects.first()
    topic = make_topic(board, other, concepts=[concept])
    make_topic(board, other)
    follow(concept, Follow.TRACKING, by=member)

    assert listed(as_member, "followed") == [topic.ref]


def test_what_is_muted_is_neither_new_nor_unread_but_on_its_own_board(as_member, member, other, board):
    muted = make_topic(board, other)
    listed(as_member, "unread")  # compiled without it
    follow(muted, Follow.MUTED, by=member)
    seen = make_topic(board, other)

    assert [listed(as_member, shown) for shown in ("new", "unread")] == [[seen.ref]] * 2
    assert ROW.findall(as_member.get(board.get_absolute_url(), {"show": "unread"}).content.decode()) == [
        seen.ref,
        muted.ref,
    ]


def test_hidden_topics_stand_in_no_list_but_their_authors_own(client_of, member, moderator, other, board):
    topic = make_topic(board, other)
    actions.hide_topic(topic, by=moderator)

    found = {who.name: [listed(client_of(who), shown) for shown in LISTS] for who in (member, moderator, other)}

    assert found == {
        "Amara Member": [[]] * 5,
        "Mona Moderator": [[]] * 5,
        "Otto Other": [[], [], [], [topic.ref], []],
    }


def test_a_board_is_sorted_by_activity_age_or_replies_under_addresses_that_stay(as_member, member, other, board):
    old, busy, pinned = (make_topic(board, other) for _ in range(3))
    make_reply(busy, member), make_reply(busy, other), make_reply(old, member)
    Topic.objects.filter(pk=pinned.pk).update(pinned_at=timezone.now())
    ago(pinned, 3)

    assert sorted_by(as_member, board, "activity") == [pinned.ref, old.ref, busy.ref]
    assert sorted_by(as_member, board, "newest") == [pinned.ref, busy.ref, old.ref]
    assert sorted_by(as_member, board, "answers") == [pinned.ref, busy.ref, old.ref]
    assert sorted_by(as_member, board, "x") == sorted_by(as_member, board, "activity")


def test_the_pages_of_a_sorted_board_follow_each_other(as_member, other, board):
    refs = [make_topic(board, other).ref for _ in range(27)]
    asked = {"sort": "newest", "show": "unread"}

    first = as_member.get(board.get_absolute_url(), asked)
    link = re.search(r'href="(\?[^"]*after=[^"]*)"', first.content.decode())[1].replace("&amp;", "&")
    second = as_member.get(board.get_absolute_url() + link)

    assert [topic.ref for topic in (*first.context["page"], *second.context["page"])] == refs[::-1]
    assert link.startswith("?show=unread&sort=newest&after=")


# --- counting as read


def test_a_board_counts_as_read_and_others_do_not(as_member, member, other, board):
    here, elsewhere = make_topic(board, other), make_topic(make_board(), other)
    make_reply(here, other)

    answer = as_member.post(f"/forum/b/{board.ref}/read/", {"until": timezone.now().isoformat()})

    assert (answer.status_code, answer.headers["Location"]) == (302, board.get_absolute_url())
    assert dict(ReadMark.objects.filter(user=member).values_list("topic__ref", "number")) == {here.ref: 2}
    assert listed(as_member, "unread") == [elsewhere.ref]


def test_what_came_after_the_page_was_made_stays_unread(as_member, other, board):
    make_topic(board, other)
    made = timezone.now().isoformat()
    late = make_topic(board, other)

    as_member.post(f"/forum/b/{board.ref}/read/", {"until": made})

    assert listed(as_member, "unread") == [late.ref]


def test_a_list_counts_as_read_and_marks_that_are_there_move_up(as_member, member, other, board):
    mine, foreign = make_topic(board, member), make_topic(board, other)
    as_member.get(mine.get_absolute_url())
    make_reply(mine, other)

    as_member.post("/forum/topics/read/", {"show": "mine", "until": timezone.now().isoformat()})

    assert list(ReadMark.objects.filter(user=member).values_list("topic__ref", "number")) == [(mine.ref, 2)]
    assert listed(as_member, "unread") == [foreign.ref]


def test_the_whole_unread_list_counts_as_read_by_one_moment(as_member, member, other, board):
    make_topic(board, other)

    as_member.post("/forum/topics/read/", {"show": "unread", "until": timezone.now().isoformat()})

    member.refresh_from_db()
    marks = ReadMark.objects.filter(user=member).count()
    assert (listed(as_member, "unread"), marks, bool(member.caught_up_at)) == ([], 0, True)


def test_no_mark_ever_moves_down(member, other, board):
    topic = make_topic(board, other)
    ReadMark.objects.create(user=member, topic=topic, number=7)

    actions.mark_read(topic, 1, by=member)
    actions.catch_up_in(Topic.objects.all(), by=member, until=timezone.now())

    assert ReadMark.objects.get(user=member).number == 7


def test_topics_out_of_sight_get_no_mark(member, other, secret_board):
    make_topic(secret_board, other)

    actions.catch_up_in(Topic.objects.all(), by=member, until=timezone.now())

    assert ReadMark.objects.filter(user=member).count() == 0


# --- what they cost


@pytest.mark.parametrize("shown", LISTS)
def test_a_list_costs_the_same_for_one_topic_and_for_three(as_member, member, make_member, shown):
    def add():
        topic = make_topic(make_board(), member if shown == "mine" else make_member())
        follow(topic, Follow.TRACKING, by=member)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            as_member.get("/forum/topics/", {"show": shown})
        return len(queries)

    add()
    cost()
    one = cost()
    add(), add()
    cost()  # what one follows has changed: its query is made anew

    assert cost() == one


def test_counting_a_board_as_read_costs_the_same_for_one_topic_and_for_three(member, other, board):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            actions.catch_up_in(Topic.objects.filter(board=board), by=member, until=timezone.now())
        return len(queries)

    make_topic(board, other)
    cost()  # whatever is read once for a person
    make_topic(board, other)
    one = cost()
    make_topic(board, other), make_topic(board, other), make_topic(board, other)

    assert cost() == one
