"""What somebody follows: levels and their reasons, the nearest counts, and whom the worker tells."""

import pytest

from core.things import key_of
from forum.actions import hide_topic, withdraw_post
from members.actions import leave
from notifications import actions, announcing
from notifications.following import followed_refs, level_of, muted_refs
from notifications.live import announce
from notifications.models import Announcement, Delivery, Follow, Notice
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.thesaurus import load
from tests.mailing import announce_all
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
MUTED, NORMAL, TRACKING, WATCHING = Follow.MUTED, Follow.NORMAL, Follow.TRACKING, Follow.WATCHING
CHOSE, WROTE, MENTIONED = Follow.CHOSE, Follow.WROTE, Follow.MENTIONED
PLACES = [["topic"], ["board"], ["one", "two"], ["space"]]


def told(thing):
    announce_all()
    return {(notice.recipient.name, notice.kind) for notice in Notice.objects.filter(key=key_of(thing))}


def levels(person):
    return {row.key.partition(":")[0]: (row.level, row.why) for row in person.follows.all()}


@pytest.mark.parametrize(
    ("chosen", "level"),
    [
        ({}, NORMAL),
        ({"board": (WATCHING, CHOSE)}, WATCHING),
        ({"board": (WATCHING, CHOSE), "topic": (MUTED, CHOSE)}, MUTED),
        ({"board": (MUTED, CHOSE), "topic": (WATCHING, CHOSE)}, WATCHING),
        ({"space": (WATCHING, CHOSE), "one": (NORMAL, CHOSE)}, NORMAL),
        ({"one": (MUTED, CHOSE), "two": (WATCHING, CHOSE)}, WATCHING),
        ({"board": (WATCHING, CHOSE), "topic": (TRACKING, WROTE)}, WATCHING),
        ({"board": (NORMAL, CHOSE), "topic": (TRACKING, MENTIONED)}, TRACKING),
        ({"board": (MUTED, CHOSE), "topic": (WATCHING, WROTE)}, WATCHING),
        ({"board": (MUTED, CHOSE), "topic": (TRACKING, MENTIONED)}, MUTED),
    ],
)
def test_the_nearest_choice_counts_and_other_reasons_only_raise_it(chosen, level):
    assert level_of(PLACES, chosen) == level


@pytest.fixture
def watched(make_space, member, other):
    """A topic by Otto in a space, on a board, with a concept."""
    load()
    space = make_space("secret", people=[member, other])
    topic = make_topic(make_board(space.audience), other, concepts=Concept.objects.all()[:1])
    announce_all()
    return topic


@pytest.mark.parametrize("place", ["topic", "board", "concept", "space"])
def test_who_watches_hears_of_each_new_post_and_who_tracks_does_not(watched, member, other, place):
    thing = {
        "topic": watched,
        "board": watched.board,
        "concept": watched.concepts.get(),
        "space": watched.board.space,
    }[place]
    actions.follow(thing, WATCHING, by=member)
    first = make_reply(watched, other)
    heard = told(first)
    actions.follow(thing, TRACKING, by=member)
    second = make_reply(watched, other)

    assert (heard, told(second)) == ({("Amara Member", "forum.post")}, set())


def test_who_watches_a_board_hears_of_a_new_topic(member, other):
    board = make_board()
    actions.follow(board, WATCHING, by=member)

    assert told(make_topic(board, other).posts.get()) == {("Amara Member", "forum.topic")}


def test_what_is_muted_tells_nothing_but_a_mention(topic, member, other):
    actions.follow(topic, MUTED, by=member)
    first = make_reply(topic, other)
    second = make_reply(topic, other, body="@Amara Member?")

    assert (told(first), told(second)) == (set(), {("Amara Member", "forum.mention")})


def test_starting_answering_and_being_mentioned_follow_with_their_reason(topic, member, other, make_member):
    third = make_member("Third")
    make_reply(topic, other, body="@Third, please.")

    assert levels(member) == {"topic": (WATCHING, "started")}
    assert levels(other) == {"topic": (WATCHING, "wrote")}
    assert levels(third) == {"topic": (TRACKING, "mentioned")}


def test_what_one_chose_is_never_overridden(topic, other):
    actions.follow(topic, MUTED, by=other)

    make_reply(topic, other)

    assert levels(other) == {"topic": (MUTED, "chose")}


def test_a_reason_raises_a_level_and_does_not_lower_it(topic, member, other):
    make_reply(topic, member, body="@Otto Other?")
    before = levels(other)
    make_reply(topic, other)
    make_reply(topic, member, body="@Otto Other, and since then?")

    assert (before, levels(other)) == ({"topic": (TRACKING, "mentioned")}, {"topic": (WATCHING, "wrote")})


def test_who_follows_nothing_by_themselves_still_hears_answers_to_their_own(member, other):
    actions.choose_rhythm({"own": NORMAL}, by=member)
    topic = make_topic(make_board(), member)
    post = make_reply(topic, other)

    assert (levels(member), told(post)) == ({"topic": (NORMAL, "started")}, {("Amara Member", "forum.reply")})


def test_who_chose_to_hear_nothing_of_answers_hears_nothing_by_following_either(topic, member, other):
    actions.choose_channels({"forum.reply": "none"}, by=member)

    assert told(make_reply(topic, other)) == set()


def test_nobody_hears_by_following_of_what_they_wrote_themselves(member, other):
    board = make_board()
    for person in (member, other):
        actions.follow(board, WATCHING, by=person)

    assert told(make_topic(board, member).posts.get()) == {("Otto Other", "forum.topic")}


def test_who_came_to_follow_later_is_not_told_of_what_was_there(topic, other):
    announce_all()
    before = topic.posts.get()
    announce("forum.post", about=before)
    actions.follow(topic.board, WATCHING, by=other)

    assert told(before) == set()


@pytest.mark.parametrize("gone", ["withdrawn", "hidden"])
def test_of_what_is_gone_before_its_turn_nobody_hears(topic, member, other, moderator, gone):
    actions.follow(topic.board, WATCHING, by=moderator)
    post = make_reply(topic, other)
    Notice.objects.all().delete()
    withdraw_post(post, by=other) if gone == "withdrawn" else hide_topic(topic, by=moderator)

    assert told(post) == set()
    assert Announcement.objects.waiting().count() == 0


def test_who_left_the_space_before_its_turn_does_not_hear(watched, member, other):
    actions.follow(watched, WATCHING, by=member)
    post = make_reply(watched, other)
    leave(member, watched.board.space, by=member)

    assert told(post) == set()


def test_killed_between_two_batches_it_goes_on_and_tells_nobody_twice(topic, other, make_member, monkeypatch):
    monkeypatch.setattr(announcing, "BATCH", 2)
    people = [make_member() for _ in range(5)]
    for person in people:
        actions.follow(topic.board, WATCHING, by=person)
        actions.choose_channels({"followed": "mail"}, by=person)
    announce_all()
    post = make_reply(topic, other)
    announcing.run_once()
    monkeypatch.setattr(announcing, "_tell", lambda *args: 1 / 0)
    announcing.run_once()  # the batch is undone as a whole
    monkeypatch.undo()
    Announcement.objects.update(not_before=None, claimed_until=None)
    announce_all()

    heard = Notice.objects.filter(key=key_of(post), kind="forum.post")
    assert sorted(heard.values_list("recipient", flat=True)) == [person.pk for person in people]
    assert Delivery.objects.filter(notice__in=heard, is_bulk=True).count() == 5
    assert Announcement.objects.waiting().count() == 0


def test_a_post_costs_as_many_queries_however_many_watch(
    topic, other, make_member, django_assert_max_num_queries, django_assert_num_queries
):
    make_reply(topic, other)
    with django_assert_max_num_queries(80) as few:
        make_reply(topic, other)
    for _ in range(3):
        actions.follow(topic.board, WATCHING, by=make_member())

    with django_assert_num_queries(len(few)):
        make_reply(topic, other)


def test_lists_are_told_what_is_followed_and_what_is_muted(topic, member, other):
    board = make_board()
    actions.follow(board, MUTED, by=member)

    assert followed_refs(member) == {"topic": {topic.ref}, "board": set(), "concept": set(), "space": set()}
    assert muted_refs(member)["board"] == {board.ref}


# Pages


def test_the_control_says_what_is_and_why_and_keeps_what_one_chooses(topic, as_member, member):
    before = as_member.get(topic.get_absolute_url()).content.decode()
    response = as_member.post(f"/notices/follow/{key_of(topic)}/", {"level": "0"})

    assert 'value="3" checked' in before
    assert "You started it." in before
    assert (response.status_code, response["Location"], levels(member)) == (
        302,
        topic.get_absolute_url(),
        {"topic": (MUTED, "chose")},
    )


@pytest.mark.parametrize("level", ["9", "", "loud"])
def test_an_unknown_level_keeps_nothing(topic, as_member, member, level):
    page = as_member.post(f"/notices/follow/{key_of(topic)}/", {"level": level}, follow=True)

    assert levels(member) == {"topic": (WATCHING, "started")}
    assert "Nothing is changed: please choose from the list." in page.content.decode()


def test_a_post_or_a_person_is_nothing_to_follow(topic, as_member, other):
    answers = [
        as_member.post(f"/notices/follow/{key_of(thing)}/", {"level": "3"}) for thing in (topic.posts.get(), other)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("address", ["b/{board.ref}/"])
def test_a_board_has_the_control(topic, as_member, anonymous, address):
    path = f"/forum/{address.format(board=topic.board)}"

    assert f"/notices/follow/{key_of(topic.board)}/" in as_member.get(path).content.decode()


def test_the_page_of_what_one_follows_changes_several_at_once(topic, as_member, member):
    boards = [make_board() for _ in range(3)]
    for board in boards:
        actions.follow(board, WATCHING, by=member)
    rows = {row.key: row.ref for row in member.follows.all()}

    before = as_member.get("/notices/following/?kind=board").context["rows"]
    as_member.post("/notices/following/", {"ref": [rows[key_of(board)] for board in boards[:2]], "level": "0"})
    as_member.post("/notices/following/", {"stop": rows[key_of(boards[2])]})

    assert [row["title"] for row in before] == [board.title for board in reversed(boards)]
    assert {row.key: row.level for row in member.follows.filter(key__startswith="board")} == {
        key_of(boards[0]): MUTED,
        key_of(boards[1]): MUTED,
        key_of(boards[2]): NORMAL,
    }


def test_nobody_changes_what_others_follow(topic, member, client_of, other):
    row = member.follows.get()

    client_of(other).post("/notices/following/", {"stop": row.ref})

    assert levels(member) == {"topic": (WATCHING, "started")}


def test_the_page_costs_the_same_for_one_and_three(
    as_member, member, django_assert_max_num_queries, django_assert_num_queries
):
    actions.follow(make_board(), WATCHING, by=member)
    as_member.get("/notices/following/")
    with django_assert_max_num_queries(30) as few:
        as_member.get("/notices/following/")
    for _ in range(2):
        actions.follow(make_board(), WATCHING, by=member)

    with django_assert_num_queries(len(few)):
        as_member.get("/notices/following/")


def test_following_nothing_the_page_says_how_to_begin(as_member):
    assert "You follow nothing here yet." in as_member.get("/notices/following/").content.decode()


# Several in one


def test_unread_answers_in_one_topic_are_one_line_that_leads_to_the_oldest(topic, as_member, other):
    posts = [make_reply(topic, other) for _ in range(4)]

    page = as_member.get("/notices/")

    [row] = page.context["rows"]
    assert (row["said"], row["url"]) == (f"4 answers in “\u2068{topic.title}\u2069”.", posts[0].get_absolute_url())
    assert page.context["unread_count"] == 4
