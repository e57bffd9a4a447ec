"""What a moderator finds in the list, at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.actions import withdraw_post
from moderation import actions
from moderation.models import Flag
from moderation.querysets import for_review_by
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


def found(person):
    return [thing for thing, _ in for_review_by(person, Flag.objects.open().for_listing())]


def test_each_thing_stands_once_with_all_its_reports_the_longest_waiting_first(post, member, moderator, steward):
    later = make_topic(post.topic.board, member)
    for person, thing in [(member, post), (moderator, later), (steward, post)]:
        actions.flag(thing, by=person, reason=f"{person.name} says so.")

    rows = for_review_by(moderator, Flag.objects.open().for_listing())

    assert [(thing, [flag.reporter.name for flag in flags]) for thing, flags in rows] == [
        (post, ["Amara Member", "Stella Steward"]),
        (later, ["Mona Moderator"]),
    ]


def test_a_report_inside_a_space_is_found_by_its_keeper_alone(secret_post, inside, other, moderator, steward, operator):
    keeper = inside.memberships.get(role="keeper").user
    actions.flag(secret_post, by=keeper, reason="Look.")

    assert found(keeper) == [secret_post]
    assert [found(person) for person in (other, moderator, steward, operator)] == [[], [], [], []]


def test_a_withdrawn_post_is_still_there_to_be_decided(post, member, moderator, other):
    actions.flag(post, by=member, reason="It names a village.")
    withdraw_post(post, by=other)

    assert found(moderator) == [post]


def test_decided_reports_are_gone(post, member, moderator):
    actions.flag(post, by=member, reason="It names a village.")
    actions.decide(post, "dismiss", by=moderator)

    assert found(moderator) == []


@pytest.mark.parametrize("place", ["members", "space"])
def test_the_list_costs_the_same_for_one_row_and_three(client_of, make_member, make_space, moderator, place):
    reader = moderator if place == "members" else make_member("Keeper of many")
    writer = make_member("Writer")

    def reported():
        where = "members" if place == "members" else make_space("secret", keeper=reader, people=[writer]).audience
        post = make_reply(make_topic(make_board(where), writer), writer)
        actions.flag(post, by=make_member() if place == "members" else reader, reason="Look.")
        return post

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client_of(reader).get("/moderation/reports/")
        return len(page.context["rows"]), len(queries)

    reported()
    cost()  # whatever is read once for a process
    one = cost()
    reported(), reported()
    three = cost()

    assert (one[0], three[0]) == (1, 3)
    assert one[1] == three[1]
