"""An answered post survives the killing of any process, and no retry makes a second one. Real processes, kill -9."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import time
from functools import partial
from pathlib import Path

import pytest

from tests.faults.busy import MORE, Busy, compared, letters, table
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


def time_passes(var):  # noqa: F811
    """The lease of whoever was killed over a letter is over."""
    with contextlib.closing(sqlite3.connect(var / "fora.sqlite3", timeout=20)) as database:
        database.execute("UPDATE notifications_delivery SET claimed_until = NULL WHERE ended_at IS NULL")
        database.commit()


def test_under_kill_9_of_everything_nothing_is_lost_and_nothing_is_there_twice(fora):
    site, ask = made(fora.var, MORE), partial(rows, fora.var)
    with writing(fora.port, site, lambda number: Busy(number, site)) as writers:
        for victim in VICTIMS:
            time.sleep(1.5)
            kill(fora, victim)
    time_passes(fora.var)
    waits = "SELECT count(*) FROM notifications_delivery WHERE ended_at IS NULL"
    all_mailed = eventually(lambda: ask(waits) == [(0,)], RECOVERY)

    ledger = [*compared(ask, site, writers), letters(ask, fora.var)]
    print(table("SQLite", VICTIMS, ledger))
    acknowledged = sorted(text for writer in writers for text in writer.ledger)
    assert len(acknowledged) >= WRITERS * POSTS
    assert sum(writer.failures for writer in writers) > 0  # they did write while the web server was away
    assert [line for line in ledger if not line.is_right] == []
    assert all_mailed
    topic = f"FROM forum_topic WHERE ref = '{site['topic']}'"
    numbers = [number for (number,) in ask(f"SELECT number FROM forum_post WHERE topic_id = (SELECT id {topic})")]
    assert sorted(numbers) == list(range(1, len(acknowledged) + 2))
    assert ask(f"SELECT last_number, post_count {topic}") == [(len(numbers), len(numbers))]
    held = sum(line.acknowledged for line in ledger if line.sort == "held posts")
    logged = ask("SELECT count(*) FROM core_auditentry WHERE verb = 'forum.reply'")
    assert logged == [(len(acknowledged) + held,)]
    assert ask("PRAGMA integrity_check") == [("ok",)]

    assert eventually(lambda: ask("SELECT count(*) FROM search_pending") == [(0,)], RECOVERY)
    posts = {f"post:{ref}" for (ref,) in ask("SELECT ref FROM forum_post WHERE number > 1")}
    assert posts <= {key for (key,) in ask("SELECT key FROM search_indexed")}
    assert eventually(fora.is_whole, RECOVERY), processes_of(fora.var)
    assert fora.orphans() == []
