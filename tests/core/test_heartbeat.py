from datetime import timedelta

import pytest
from django.db.models.functions import Now

from core import heartbeat
from core.heartbeat import SILENT, STUCK, Heartbeat, forget_old_signs, signs, workers_heard_of
from core.lanes import lanes
from core.models import Sign
from core.places import VARIABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def beat(monkeypatch):
    """beat(lane, worker, ago, busy_for) -> that lane of that worker gave its last sign so many seconds ago."""

    def give(lane, worker="first", ago=0, busy_for=None):
        monkeypatch.setenv(VARIABLE, worker)
        Heartbeat(lane).beat()
        Sign.objects.filter(lane=lane, worker=worker).update(at=Now() - timedelta(seconds=ago), busy_for=busy_for)

    return give


@pytest.fixture
def beat_all(beat):
    """As `beat`, for every lane there is."""
    return lambda worker="first", **more: [beat(name, worker, **more) for name in lanes]


def test_a_lane_that_never_beat_is_said_to_be_missing(beat):
    for name in set(lanes) - {"index"}:
        beat(name)

    assert heartbeat.worker() == {"ok": False, "said": "index never gave a sign of life"}


def test_a_beat_is_a_sign_by_the_clock_of_the_database(beat):
    beat("index")

    sign = signs().get()
    assert (sign.lane, sign.worker, sign.busy_for) == ("index", "first", None)
    assert timedelta(0) <= sign.age < timedelta(seconds=5)


def test_a_lane_writes_its_one_row_over_and_over(beat, django_assert_num_queries):
    beat("index")
    beat("index", "second")
    life = Heartbeat("index")

    with django_assert_num_queries(3):
        for _ in range(3):
            life.beat()

    assert sorted(Sign.objects.values_list("lane", "worker")) == [("index", "first"), ("index", "second")]


def test_a_long_turn_is_counted_by_the_lane_itself(beat, monkeypatch):
    beat("index")
    life = Heartbeat("index")
    life.busy_since = 100.0
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: 160.5)

    life.beat()

    assert Sign.objects.get().busy_for == 60.5


@pytest.mark.parametrize(
    ("change", "ok", "trouble"),
    [
        ({}, True, ""),
        ({"ago": SILENT + 5}, False, f"silent for {SILENT + 5} s"),
        ({"busy_for": 60}, True, ""),
        ({"busy_for": STUCK + 5}, False, f"in one turn for {STUCK + 5} s"),
    ],
)
def test_what_the_worker_is_said_to_be(beat_all, change, ok, trouble):
    beat_all(**change)

    said = "; ".join(f"{name} {trouble}" for name in sorted(lanes)) if trouble else f"{len(lanes)} lanes alive"
    assert heartbeat.worker() == {"ok": ok, "said": said}


def test_a_lane_is_well_while_it_is_well_on_one_machine(beat_all):
    beat_all("first", ago=900)
    beat_all("second")

    assert heartbeat.worker() == {"ok": True, "said": f"{len(lanes)} lanes alive"}


def test_of_several_that_are_silent_the_last_heard_of_is_told(beat_all):
    beat_all("first", ago=900)
    beat_all("second", ago=90)

    assert heartbeat.worker()["said"] == "; ".join(f"{name} silent for 90 s" for name in sorted(lanes))


def test_workers_are_heard_of_or_not(beat):
    beat("tasks", "near", ago=10)
    beat("tasks", "far", ago=1000)

    assert list(workers_heard_of(within=timedelta(minutes=5))) == ["near"]


def test_a_worker_that_is_gone_for_a_day_is_forgotten(beat):
    beat("tasks", "near", ago=10)
    beat("tasks", "gone", ago=86_500)

    forget_old_signs()

    assert list(Sign.objects.values_list("worker", flat=True)) == ["near"]
