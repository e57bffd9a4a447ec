"""Queuing: nothing that was asked is lost, whatever happens at the same moment."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import live, work
from search.models import Indexed, Pending

pytestmark = pytest.mark.django_db
KEY = "topic:aaaaaaaaaa"


def test_what_somebody_else_asks_at_this_moment_is_still_asked(monkeypatch):
    live.refresh(KEY)
    number = live.next_seqs

    def meanwhile(count):
        Pending.objects.filter(key=KEY).update(narrows=True, whole_tree=True)
        return number(count)

    monkeypatch.setattr(live, "next_seqs", meanwhile)
    live.refresh(KEY)

    assert Pending.objects.values_list("narrows", "whole_tree").get(key=KEY) == (True, True)


def test_a_row_that_was_ticked_off_at_this_moment_is_queued_anew(monkeypatch):
    live.refresh(KEY)
    number = live.next_seqs

    def meanwhile(count):
        Pending.objects.filter(key=KEY, seq__lt=10**6).delete()
        return number(count)

    monkeypatch.setattr(live, "next_seqs", meanwhile)
    live.refresh(KEY, narrows=True)

    assert Pending.objects.values_list("narrows", flat=True).get(key=KEY) is True


def test_queuing_again_uses_one_number(db):
    live.refresh(KEY)
    first = Pending.objects.get(key=KEY).seq
    live.refresh(KEY)

    assert Pending.objects.get(key=KEY).seq == first + 1


def test_many_are_queued_in_a_few_statements_each_with_a_number_of_its_own(django_assert_num_queries):
    keys = [f"topic:{number:010d}" for number in range(2, 130)]
    live.refresh(keys[0], narrows=True)
    live.refresh_all(keys[:1])

    with CaptureQueriesContext(connection) as for_one:
        live.refresh_all(keys[:1])
    with django_assert_num_queries(len(for_one)):
        live.refresh_all([*keys, keys[0]])

    queued = Pending.objects.filter(key__in=keys)
    assert len(set(queued.values_list("seq", flat=True))) == len(keys)
    assert list(queued.filter(narrows=True).values_list("key", flat=True)) == keys[:1]


def test_queuing_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        live.refresh_all([])


def test_giving_back_a_row_that_was_queued_again_meanwhile_is_no_failure():
    live.refresh(KEY)
    row = Pending.objects.get(key=KEY)
    live.refresh(KEY)

    work._give_back([row])

    assert Pending.objects.get(key=KEY).attempts == 0


def test_a_worker_that_comes_late_does_not_put_back_what_a_later_one_wrote_down():
    live.refresh(KEY)
    row = Pending.objects.get(key=KEY)
    Indexed.objects.create(key=KEY, seq=row.seq + 5, index="sealed-x")

    work._tick_off([row], {KEY: None})

    assert Indexed.objects.values_list("seq", "index").get(key=KEY) == (row.seq + 5, "sealed-x")
