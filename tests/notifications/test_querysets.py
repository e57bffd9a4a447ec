"""A person's own notices, without what they may no longer see."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions import hide_post, withdraw_post
from members.actions import leave
from notifications.models import Notice
from notifications.querysets import standing_for, unread_count
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


def test_everybody_finds_their_own_and_no_others(topic, member, other, moderator):
    make_reply(topic, other)

    people = {"asked": member, "answered": other, "moderator": moderator, "nobody": AnonymousUser()}
    found = {name: Notice.objects.visible_to(person).count() for name, person in people.items()}

    assert found == {"asked": 1, "answered": 0, "moderator": 0, "nobody": 0}


def test_who_is_no_member_any_more_finds_none(topic, member, other):
    make_reply(topic, other)
    member.dormant_at = timezone.now()

    assert (Notice.objects.visible_to(member).count(), unread_count(member)) == (0, 0)


def gone_by_leaving(topic, post, member):
    leave(member, topic.audience.space, by=member)


def gone_by_hiding(topic, post, member):
    hide_post(post, by=topic.audience.space.memberships.get(role="keeper").user)


def gone_by_withdrawing(topic, post, member):
    withdraw_post(post, by=post.author)


@pytest.mark.parametrize("goes", [gone_by_leaving, gone_by_hiding, gone_by_withdrawing])
def test_what_is_gone_is_neither_listed_nor_counted(make_space, member, other, goes):
    space = make_space("secret", people=[member, other])
    topic = make_topic(make_board(space.audience), member)
    post = make_reply(topic, other)
    before = unread_count(member)

    goes(topic, post, member)

    assert (before, unread_count(member)) == (1, 0)
    assert standing_for(Notice.objects.visible_to(member), member) == []


def test_what_one_may_see_no_more_hides_nothing_else(topic, member, other, make_space, client_of):
    make_reply(topic, other)
    space = make_space("secret", people=[member, other])
    inside = make_topic(make_board(space.audience), member)
    for _ in range(30):
        make_reply(inside, other)
    leave(member, space, by=member)

    page = client_of(member).get("/notices/")

    assert (unread_count(member), len(page.context["rows"]), page.context["page"].next) == (1, 1, "")


def test_the_list_and_the_bell_cost_the_same_for_one_notice_and_three(client_of, make_member, member):
    client = client_of(member)

    def answered():
        make_reply(make_topic(make_board(), member), make_member())

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/notices/")
        return len(page.context["rows"]), page.context["unread_count"], len(queries)

    answered()
    cost()  # whatever is read once for a process
    one = cost()
    answered(), answered()
    three = cost()

    assert (one[:2], three[:2]) == ((1, 1), (3, 3))
    assert one[2] == three[2]
