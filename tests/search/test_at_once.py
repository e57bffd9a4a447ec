"""The outbox while others write: whoever queues and whoever works off never wait for each other in a circle. On
PostgreSQL that would cost one of them its transaction (a deadlock); on SQLite writers come one after the other."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections, transaction

from core.lease import claim
from search import work
from search.live import refresh, tick_off
from search.models import Pending
from search.rebuild import reconcile
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

TOPIC, POST = "topic:aaaaaaaaaa", "post:bbbbbbbbbb"
WHILE = 0.5  # seconds in which the other one has come to where it would wait


class Meeting:
    """Two meet here, or go on alone where the database lets only one of them begin."""

    def __init__(self):
        self.barrier = Barrier(2)

    def wait(self):
        try:
            self.barrier.wait(1)
        except BrokenBarrierError:
            return


def both(*deeds):
    """Do all of them at once, each in a thread of its own; what one raises is raised."""

    def run(deed):
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


@pytest.fixture
def queued():
    """Two rows in the outbox, the post's before its topic's, as {pk: seq}."""
    Pending.objects.all().delete()
    refresh(POST)
    refresh(TOPIC)
    return dict(Pending.objects.values_list("pk", "seq"))


def test_a_writer_that_queues_in_another_order_than_the_worker_ticks_off_meets_no_deadlock(queued):
    meeting = Meeting()

    def write():
        with transaction.atomic():
            refresh(TOPIC, narrows=True)
            meeting.wait()
            time.sleep(WHILE)
            refresh(POST, narrows=True)

    def work_off():
        meeting.wait()
        with transaction.atomic():
            tick_off(queued)
            time.sleep(2 * WHILE)

    both(write, work_off)

    assert sorted(Pending.objects.values_list("key", "narrows")) == [(POST, True), (TOPIC, True)]


def test_what_was_queued_again_while_it_was_worked_off_is_due_at_once(queued):
    meeting = Meeting()
    held = claim(Pending.objects.all(), 10)

    def write():
        with transaction.atomic():
            refresh(TOPIC)
            meeting.wait()
            time.sleep(WHILE)

    def work_off():
        meeting.wait()
        with transaction.atomic():
            tick_off({row.pk: row.seq for row in held})

    both(write, work_off)

    assert [row.key for row in claim(Pending.objects.all(), 10)] == [TOPIC]


def test_an_engine_that_is_away_keeps_no_writer_waiting_in_a_circle(queued):
    meeting = Meeting()
    held = claim(Pending.objects.all(), 10)

    def write():
        with transaction.atomic():
            refresh(TOPIC)
            meeting.wait()
            time.sleep(WHILE)
            refresh(POST)

    def give_back():
        meeting.wait()
        work._give_back(held)

    both(write, give_back)

    assert sorted(Pending.objects.values_list("key", "attempts")) == [(POST, 0), (TOPIC, 0)]


def test_writers_worker_and_reconcile_at_once_lose_nothing_and_fail_nowhere(index, transactional_db, make_member):
    people = [make_member() for _ in range(3)]
    topics = [make_topic(make_board(), person) for person in people]
    written = []

    def write(number):
        for _ in range(8):
            written.append(f"post:{make_reply(topics[number], people[number]).ref}")
            Pending.objects.filter(key=f"topic:{topics[number].ref}").exists() or refresh(
                topics[number], whole_tree=True
            )

    def work_all():
        for _ in range(30):
            work.run_once()

    def compare():
        for _ in range(3):
            reconcile()

    both(*[lambda number=number: write(number) for number in range(3)], work_all, compare)
    index()

    assert Pending.objects.count() == 0
    assert len(written) == 24
    assert reconcile() == {"missing": 0, "ghosts": 0, "outdated": 0}
