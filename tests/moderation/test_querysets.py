"""What a moderator finds in the queue, at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.actions import hide_post, withdraw_post
from moderation import actions
from moderation.models import ReviewItem
from moderation.registry import reviewables
from moderation.rules import can_review
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
QUEUE, LOG = "/moderation/", "/moderation/log/"


def found(person):
    return list(ReviewItem.objects.visible_to(person).waiting().order_by("opened_at").values_list("key", flat=True))


def test_each_thing_stands_once_the_longest_waiting_first(as_moderator, post, member, moderator, steward):
    later = make_topic(post.topic.board, member)
    for person, thing in [(member, post), (moderator, later), (steward, post)]:
        actions.flag(thing, by=person, reason=f"{person.name} says so.")

    rows = as_moderator.get(QUEUE).context["page"].rows

    assert [(row.item.key, [flag.reporter.name for flag in row.flags]) for row in rows] == [
        (f"post:{post.ref}", ["Amara Member", "Stella Steward"]),
        (f"topic:{later.ref}", ["Mona Moderator"]),
    ]


def test_what_waits_inside_a_space_is_found_by_its_keeper_alone(
    secret_post, inside, other, moderator, steward, operator
):
    keeper = inside.memberships.get(role="keeper").user
    actions.flag(secret_post, by=keeper, reason="Look.")

    assert found(keeper) == [f"post:{secret_post.ref}"]
    assert [found(person) for person in (other, moderator, steward, operator)] == [[], [], [], []]


def test_who_is_listed_on_one_board_finds_what_waits_there(post, member, make_member):
    listed = make_member("Listed")
    mine = make_reply(make_topic(make_board(moderators=[listed]), member), member)
    for thing in (post, mine):
        actions.flag(thing, by=listed, reason="Look.") if thing is post else actions.open_item(thing, "edit")

    assert found(listed) == [f"post:{mine.ref}"]


def test_a_withdrawn_post_is_still_there_to_be_decided(post, member, moderator, other):
    actions.flag(post, by=member, reason="It names a village.")
    withdraw_post(post, by=other)

    assert found(moderator) == [f"post:{post.ref}"]


def test_what_one_finds_is_what_one_may_decide_on(post, secret_post, make_member, inside, moderator, steward, other):
    people = [moderator, steward, other, make_member("Member"), inside.memberships.get(role="keeper").user]
    kinds = {post: "post", secret_post: "post", post.topic: "topic", secret_post.topic: "topic"}

    for thing, name in kinds.items():
        finds = {who.name for who in people if reviewables()[name].reviewed(who).filter(pk=thing.pk).exists()}
        assert finds == {who.name for who in people if can_review(who, thing)}


@pytest.mark.parametrize("place", ["members", "space"])
def test_the_queue_costs_the_same_for_one_row_and_three(client_of, make_member, make_space, moderator, place):
    reader = moderator if place == "members" else make_member("Keeper of many")
    writer = make_member("Writer")

    def reported():
        where = "members" if place == "members" else make_space("secret", keeper=reader, people=[writer]).audience
        topic = make_topic(make_board(where), writer)
        for thing in (topic, make_reply(topic, writer)):
            actions.flag(thing, by=make_member() if place == "members" else reader, reason="Look.")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client_of(reader).get(QUEUE)
        return len(page.context["page"].rows), len(queries)

    reported()
    cost()  # whatever is read once for a process
    one = cost()
    reported(), reported()
    three = cost()

    assert (one[0], three[0]) == (2, 6)
    assert one[1] == three[1]


@pytest.mark.parametrize("place", ["members", "space"])
def test_the_log_costs_the_same_for_one_deed_and_three(client_of, make_member, make_space, moderator, place):
    reader = moderator if place == "members" else make_member("Keeper of many")
    writer, client = make_member("Writer"), client_of(reader)

    def hide():
        where = "members" if place == "members" else make_space("secret", keeper=reader, people=[writer]).audience
        topic = make_topic(make_board(where), writer)
        by = make_member(roles=["moderator"]) if place == "members" else reader
        hide_post(make_reply(topic, writer), by=by, reason="Look.")

    def cost():
        client.get(LOG)  # whatever is read once for a process
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LOG)
        return [line.entry.verb for line in page.context["lines"]], len(queries)

    hide()
    one = cost()
    hide(), hide()

    assert cost() == (one[0] * 3, one[1])
    assert one[0] == ["forum.hide_post"]


def test_who_moderates_nothing_costs_the_first_page_no_question_of_the_queue(as_member, member, post, moderator):
    actions.flag(post, by=moderator, reason="Look.")

    with CaptureQueriesContext(connection) as queries:
        as_member.get("/")

    assert [each["sql"] for each in queries if "moderation_reviewitem" in each["sql"]] == []
