"""An answered post survives the killing of any process, and no retry makes a second one. Real processes, kill -9."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.writing import IS_LONG, POSTS, WRITERS, made, writing
from tests.run.conftest import prepared, var  # noqa: F401  (fixtures)
from tests.run.processes import ROOT, SUPERVISOR, environment, eventually, processes_of
from tests.run.processes import free_port as port_that_is_free
from tests.run.test_supervisor import Running

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]

START, RECOVERY = 90, 90  # seconds, on two busy cores
VICTIMS = ["web worker", "lane", "web", "worker", "web worker", "lane"] * (5 if IS_LONG else 1)


@pytest.fixture
def fora(var):  # noqa: F811
    """A whole running Fora on a data folder of its own; whatever is left of it is killed after the test."""
    port = port_that_is_free()
    process = subprocess.Popen(
        SUPERVISOR,
        cwd=ROOT,
        env=environment(var, port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    running = Running(var, port, process)
    try:
        assert eventually(running.is_whole, START), processes_of(var)
        yield running
    finally:
        for left in processes_of(var):
            with contextlib.suppress(ProcessLookupError):
                os.kill(left.number, signal.SIGKILL)
        process.wait()


def rows(var, question):  # noqa: F811
    with contextlib.closing(sqlite3.connect(f"file:{var / 'fora.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(question).fetchall()


def kill(fora, part):
    """Kill -9 one process that plays this part, chosen at random; waits for one where it is just starting again."""
    assert eventually(lambda: fora.part(part), RECOVERY), f"there is no {part}"
    with contextlib.suppress(ProcessLookupError, IndexError):
        os.kill(random.choice(fora.part(part)), signal.SIGKILL)


def test_under_kill_9_of_everything_nothing_is_lost_and_nothing_is_there_twice(fora):
    with writing(fora.port, made(fora.var)) as writers:
        for victim in VICTIMS:
            time.sleep(1.5)
            kill(fora, victim)

    acknowledged = sorted(text for writer in writers for text in writer.ledger)
    assert len(acknowledged) >= WRITERS * POSTS
    assert sum(writer.failures for writer in writers) > 0  # they did write while the web server was away
    assert sorted(body for (body,) in rows(fora.var, "SELECT body FROM forum_post WHERE number > 1")) == acknowledged
    numbers = [number for (number,) in rows(fora.var, "SELECT number FROM forum_post ORDER BY number")]
    assert numbers == list(range(1, len(acknowledged) + 2))
    counters = rows(fora.var, "SELECT last_number, post_count FROM forum_topic")
    assert counters == [(len(numbers), len(numbers))]
    logged = rows(fora.var, "SELECT count(*) FROM core_auditentry WHERE verb = 'forum.reply'")
    assert logged == [(len(acknowledged),)]
    assert rows(fora.var, "PRAGMA integrity_check") == [("ok",)]

    assert eventually(lambda: rows(fora.var, "SELECT count(*) FROM search_pending") == [(0,)], RECOVERY)
    posts = {f"post:{ref}" for (ref,) in rows(fora.var, "SELECT ref FROM forum_post WHERE number > 1")}
    assert posts <= {key for (key,) in rows(fora.var, "SELECT key FROM search_indexed")}
    assert eventually(fora.is_whole, RECOVERY), processes_of(fora.var)
    assert fora.orphans() == []
