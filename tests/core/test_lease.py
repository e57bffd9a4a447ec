from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.lease import MOST_ATTEMPTS, claim, put_back, stuck
from search.models import Pending

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db):
    Pending.objects.all().delete()
    return Pending.objects.create(key="topic:aaaaaaaaaa", seq=1)


def test_a_row_is_held_by_one(row):
    first, second = claim(Pending.objects.all(), 5), claim(Pending.objects.all(), 5)

    assert ([found.pk for found in first], second) == ([row.pk], [])


def test_a_lease_that_ran_out_is_claimed_again(row):
    claim(Pending.objects.all(), 5)
    Pending.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))

    assert [found.attempts for found in claim(Pending.objects.all(), 5)] == [2]


def test_a_row_put_back_waits(row):
    put_back(claim(Pending.objects.all(), 5)[0])

    assert claim(Pending.objects.all(), 5) == []
    assert Pending.objects.get().not_before > timezone.now()


def test_after_ten_failures_a_row_is_left_to_operators(row):
    Pending.objects.update(attempts=MOST_ATTEMPTS)

    assert claim(Pending.objects.all(), 5) == []
    assert [found.pk for found in stuck(Pending.objects.all())] == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_eight_who_claim_at_once_never_hold_the_same_row():
    Pending.objects.all().delete()
    for number in range(30):
        Pending.objects.create(key=f"topic:{'abcdefghijkmnpqrstuvwxyz234567'[number] * 10}", seq=number)

    def take(_):
        try:
            return [row.pk for row in claim(Pending.objects.order_by("pk"), 10)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        held = sum(pool.map(take, range(8)), [])

    assert len(held) == len(set(held))
    assert set(held) == set(Pending.objects.filter(attempts=1).values_list("pk", flat=True))


@pytest.mark.parametrize("attempts", range(1, 10))
def test_each_failure_makes_the_next_wait_twice_as_long(row, attempts):
    row.attempts = attempts
    put_back(row)

    wait = (Pending.objects.get().not_before - timezone.now()).total_seconds()
    assert 2**attempts - 5 < wait <= 2**attempts
