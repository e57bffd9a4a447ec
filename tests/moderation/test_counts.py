"""What the first page says of the queue, by SQL that is made once for each reader's rights."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.gate import PUBLIC
from members.actions import appoint
from members.models import User
from moderation.actions import open_item
from moderation.models import ReviewItem
from moderation.querysets.review import counts_for
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(other):
    """Two posts that wait, on a board for everybody."""
    topic = make_topic(make_board(PUBLIC), other)
    return [open_item(make_reply(topic, other), ReviewItem.FLAG) for _ in range(2)]


@pytest.fixture
def queries():
    with CaptureQueriesContext(connection) as asked:
        yield asked


def again(person):
    """The person as the next request reads them."""
    return User.objects.get(pk=person.pk)


def test_it_counts_what_the_queue_would_show(waiting, moderator):
    ReviewItem.objects.filter(pk=waiting[0].pk).update(assigned_to=moderator)

    assert counts_for(moderator) == {"waiting": 2, "mine": 1}


def test_who_moderates_nothing_is_told_of_nothing(waiting, member):
    assert counts_for(member) == {"waiting": 0, "mine": 0}


def test_a_right_that_is_given_or_taken_counts_at_once(waiting, member):
    before = counts_for(again(member))
    appoint(member, "moderator", by=None)
    after = counts_for(again(member))
    member.appointments.all().delete()

    assert (before["waiting"], after["waiting"], counts_for(again(member))["waiting"]) == (0, 2, 0)


def test_its_conditions_are_made_of_rights_alone(waiting, moderator, queries):
    counts_for(moderator)
    before = len(queries)
    str(ReviewItem.objects.visible_to(moderator).query)

    assert len(queries) == before
