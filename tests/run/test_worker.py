"""The worker drains what is due, gives back what it was killed over, and starts dead lanes again."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core import queue
from core.backoff import Backoff
from core.lease import MOST_ATTEMPTS
from core.models import Sign
from core.places import VARIABLE
from tests.run.processes import ROOT, environment, eventually, processes_of

done = []
LONG = 120  # seconds, on two busy cores


@task
def note(text):
    done.append(text)


@task
def fail():
    raise ValueError("this task always fails")


@pytest.fixture
def running(db, monkeypatch):
    """running(workers, since) -> a task that these workers were running since then."""

    def make(*workers, since=timedelta(0)):
        result = note.enqueue("again")
        DBTaskResult.objects.filter(pk=result.id).update(
            status=TaskResultStatus.RUNNING, worker_ids=list(workers), started_at=timezone.now() - since
        )
        return DBTaskResult.objects.get(pk=result.id)

    monkeypatch.setenv(VARIABLE, "this-worker")
    return make


def status_of(row):
    row.refresh_from_db()
    return row.status


@pytest.mark.django_db(transaction=True)
def test_once_runs_every_task_that_is_ready_and_ends():
    done.clear()
    note.enqueue("first")
    failing = fail.enqueue()
    note.enqueue("second")

    call_command("worker", once=True)

    assert done == ["first", "second"]
    assert DBTaskResult.objects.get(pk=failing.id).status == TaskResultStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_an_idle_turn_does_nothing():
    # The flush after another test made the first pages anew, and for them Wagtail has queued tasks of its own.
    DBTaskResult.objects.all().delete()

    assert queue.run_one() == 0


def test_a_task_that_this_worker_was_killed_over_is_ready_again(running):
    row = running("somebody-else", "this-worker")

    queue.give_back_abandoned()

    assert status_of(row) == TaskResultStatus.READY


def test_a_task_that_another_worker_runs_is_left_to_it(running):
    row = running("this-worker", "somebody-else")

    queue.give_back_abandoned()

    assert status_of(row) == TaskResultStatus.RUNNING


@pytest.mark.parametrize(
    ("silence", "status"),
    [(None, TaskResultStatus.READY), (600, TaskResultStatus.READY), (10, TaskResultStatus.RUNNING)],
    ids=["never", "long", "short"],
)
def test_a_task_of_a_worker_on_another_machine_is_ready_once_that_is_silent_for_minutes(running, silence, status):
    row = running("somebody-else", since=timedelta(minutes=6))
    if silence:
        Sign.objects.create(lane="tasks", worker="somebody-else", at=Now() - timedelta(seconds=silence))

    queue.give_back_of_silent_workers()

    assert status_of(row) == status


def test_a_task_that_was_only_just_begun_is_left_to_a_worker_that_gives_no_signs(running):
    row = running("somebody-else", since=timedelta(minutes=4))

    queue.give_back_of_silent_workers()

    assert status_of(row) == TaskResultStatus.RUNNING


def test_a_task_that_killed_ten_workers_has_failed(running):
    row = running(*["this-worker"] * MOST_ATTEMPTS)

    queue.give_back_abandoned()

    assert status_of(row) == TaskResultStatus.FAILED
    assert row.exception_class_path == "core.queue.Killed"


def test_pauses_grow_up_to_a_minute():
    backoff = Backoff()
    backoff.started()

    pauses = [backoff.failed() for _ in range(8)]

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.fixture
def worker(var):
    """A real worker on a data folder of its own."""
    process = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, env=environment(var))
    yield process
    for left in processes_of(var):
        with contextlib.suppress(ProcessLookupError):
            os.kill(left.number, signal.SIGKILL)
    process.wait()


def has_beaten(var):
    """Whether the lane `tasks` has given a sign: then all of them run."""
    with contextlib.closing(sqlite3.connect(f"file:{var / 'fora.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute("SELECT count(*) FROM core_sign WHERE lane = 'tasks'").fetchone() == (1,)


@pytest.mark.faults
@pytest.mark.slow
def test_a_lane_that_crashed_runs_again_while_the_others_go_on(worker, var):
    times = var / "times"

    recovered = eventually(times.exists, LONG)

    assert (var / "stumbled").exists()
    assert recovered
    assert worker.poll() is None


@pytest.mark.faults
@pytest.mark.slow
def test_sigterm_ends_worker_and_lanes(worker, var):
    assert eventually(lambda: has_beaten(var), LONG)

    worker.terminate()

    assert worker.wait(timeout=LONG) == 0
    assert processes_of(var) == []


@pytest.mark.faults
@pytest.mark.slow
def test_a_second_worker_on_the_same_data_refuses(worker, var):
    assert eventually(lambda: has_beaten(var), LONG)

    second = subprocess.run(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        env=environment(var),
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert second.stderr == "CommandError: Another worker already works on this data folder.\n"
