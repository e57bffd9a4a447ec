"""The lane `search`: once a day the index is compared with the database, and queries are forgotten after 90 days."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.lanes import lanes
from core.things import key_of
from search.models import Indexed, Pending, QueryLog
from search.upkeep import LOGGED_FOR

pytestmark = pytest.mark.django_db


def keep_up():
    return lanes["search"].run_once()


def lose(row):
    """The index no longer agrees on this row."""
    Indexed.objects.filter(key=key_of(row)).update(seq=10**9)


def pending():
    return set(Pending.objects.values_list("key", flat=True))


def test_what_differs_is_queued_once_a_day(index, board, say):
    first, second = say(board, "Canary"), say(board, "Finch")
    index()
    lose(first)
    keep_up()
    queued = pending()
    index()
    lose(second)

    keep_up()

    assert (queued, pending()) == ({key_of(first)}, set())


def test_what_is_on_its_way_into_the_index_is_not_taken_for_lost(index, board, say, caplog):
    index()
    say(board, "Canary")
    waiting = dict(Pending.objects.values_list("key", "seq"))

    keep_up()

    assert dict(Pending.objects.values_list("key", "seq")) == waiting
    assert caplog.messages == []


def test_queries_are_forgotten_after_their_time():
    old, fresh = (QueryLog.objects.create(language="en", hits=0) for _ in range(2))
    QueryLog.objects.filter(pk=old.pk).update(at=timezone.now() - LOGGED_FOR - timedelta(minutes=1))
    QueryLog.objects.filter(pk=fresh.pk).update(at=timezone.now() - LOGGED_FOR + timedelta(minutes=1))

    assert (keep_up(), list(QueryLog.objects.all())) == (1, [fresh])
