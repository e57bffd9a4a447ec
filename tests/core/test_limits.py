"""Limits: how often is often enough, and that flooding one cache lifts no limit of the other."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.db import connection

from core.database import BRIEFLY, impatient
from core.limits import allow

PAGE = 1024 * 1024  # bytes; a hundred of them are more than the tests' Redis holds


def expire(seconds):
    """Let all that the limits' cache holds end so many seconds ago."""
    if is_redis():
        redis = caches["limits"]._cache.get_client(write=True)
        for key in redis.scan_iter():
            redis.expireat(key, int(time.time()) - seconds)
        return
    with connection.cursor() as cursor:
        moment = datetime.now(UTC).replace(microsecond=0, tzinfo=None) - timedelta(seconds=seconds)
        cursor.execute("UPDATE cache_pages SET expires = %s", [str(moment)])


def end_of(name):
    """When the limits' cache lets go of this key, or None."""
    if is_redis():
        moment = caches["limits"]._cache.get_client().expiretime(f":1:{name}")
        return moment if moment > 0 else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM cache_pages WHERE cache_key = %s", [f":1:{name}"])
        return cursor.fetchone()


def is_redis():
    return isinstance(caches["limits"], RedisCache)


@pytest.mark.django_db
def test_a_limit_is_reached_and_stays():
    assert [allow("look", "somebody", 3, 60) for _ in range(5)] == [True, True, True, False, False]


@pytest.mark.django_db
def test_each_person_and_each_deed_has_a_count_of_its_own():
    allow("look", "somebody", 1, 60)

    answers = [allow("look", "somebody", 1, 60), allow("look", "another", 1, 60), allow("take", "somebody", 1, 60)]

    assert answers == [False, True, True]


@pytest.mark.django_db
def test_the_count_begins_anew_when_its_time_is_over():
    for _ in range(2):
        allow("look", "somebody", 1, 60)
    expire(seconds=5)

    assert allow("look", "somebody", 1, 60) is True


@pytest.mark.django_db
def test_asking_again_does_not_move_the_end_of_the_window():
    """Django's database cache gives a key that is counted up five minutes more; a window must end when it said."""
    allow("look", "somebody", 9, 60)
    expire(seconds=-30)
    before = end_of("limit:look:somebody")
    for _ in range(3):
        allow("look", "somebody", 9, 60)

    assert before is not None
    assert end_of("limit:look:somebody") == before


@pytest.mark.django_db(transaction=True)
def test_forty_at_once_are_told_yes_ten_times():
    def ask(number):
        try:
            return allow("rush", "somebody", 10, 600)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(40)))

    assert answers.count(True) == 10


@pytest.mark.django_db
def test_flooding_the_pages_cache_lifts_no_limit_of_the_doors(monkeypatch):
    # The tables have a most number of rows each; Redis has one bound for both, and lets nothing go before its time.
    monkeypatch.setattr(caches["pages"], "_max_entries", 20)
    caches["default"].set("allauth:rl:login_failed", [1, 2, 3, 4, 5], 300)

    for number in range(100):
        caches["pages"].set(f"page:{number}", secrets.token_bytes(PAGE), 3600)

    assert caches["default"].get("allauth:rl:login_failed") == [1, 2, 3, 4, 5]
    assert caches["limits"].get("nobody") is None  # a Redis that is full still answers


@pytest.mark.django_db
def test_everybody_is_told_yes_while_the_database_takes_nothing(unwritable, django_assert_max_num_queries):
    with unwritable(), django_assert_max_num_queries(20):
        answers = [allow("look", "somebody", 30, 60) for _ in range(2)]

    assert answers == [True, True]


@pytest.mark.django_db
def test_what_has_expired_is_no_trouble_while_the_database_takes_nothing(unwritable):
    allow("look", "somebody", 1, 60)
    expire(seconds=5)

    with unwritable():
        assert allow("look", "somebody", 1, 60) is True


@pytest.mark.django_db(transaction=True)
def test_who_writes_is_waited_for_briefly_and_the_usual_patience_comes_back():
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer at a time")

    def patience():
        return connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]

    connection.ensure_connection()
    usual = patience()
    with impatient():
        during = patience()

    assert (during, patience()) == (BRIEFLY, usual)
    assert usual > BRIEFLY
