"""F2 and F4 for the embedded index: whoever kills the one that writes it, or takes its folder away, nothing is lost,
nothing is there twice, and it comes back by itself. Real processes, kill -9."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.faults.test_forum import RECOVERY, fora, rows  # noqa: F401  (fixtures among them)
from tests.faults.writing import Writer
from tests.faults.writing import made as people_made
from tests.run.conftest import prepared, var  # noqa: F401  (fixtures)
from tests.run.processes import ROOT, environment, eventually, manage

pytestmark = [pytest.mark.faults, pytest.mark.slow]

KILLS = 50 if os.environ.get("FORA_FAULTS") == "long" else 6
ENDING = 180  # seconds in which what a killed one had claimed is free again, and done
AGREES = "The index agrees with the database."
POSTS = 40
FILL = """
from core.forms import new_once
from forum import actions
from forum.models import Topic
topic = Topic.objects.get(ref="{topic}")
for number in range({posts}):
    actions.reply(topic, by=topic.author, body=f"Kittiwake {{number}}", once=new_once())
"""
# What the lane does, over and over, with everything queued again before each turn.
TURNS = """
from search.live import refresh
from search.models import Indexed
from search.work import run_once
while run_once():
    pass
keys = sorted(Indexed.objects.values_list("key", flat=True))
print("READY", flush=True)
while True:
    for key in keys:
        refresh(key)
    while run_once():
        pass
"""
LAST = """
import time
from search.models import Pending
from search.work import run_once
last = time.monotonic() + {ending}
while Pending.objects.exists() and time.monotonic() < last:
    run_once() or time.sleep(0.5)
print("LEFT", Pending.objects.count())
"""


def shell(folder, code):
    done = manage(folder, "shell", "-v", "0", "-c", code)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made(folder):
    found = people_made(folder)
    shell(folder, FILL.format(topic=found["topic"], posts=POSTS))
    return found


def test_kill_9_inside_a_turn_loses_nothing_and_leaves_nothing_twice(var):  # noqa: F811
    made(var)

    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", TURNS],
            cwd=ROOT, env=environment(var), stdout=subprocess.PIPE, text=True,
        ) as process:  # fmt: skip
            assert process.stdout.readline() == "READY\n"
            time.sleep(random.uniform(0.05, 1.5))
            process.kill()

    assert shell(var, LAST.format(ending=ENDING)) == "LEFT 0\n"
    assert rows(var, "SELECT count(*) FROM search_indexed WHERE key LIKE 'post:%'") == [(POSTS,)]
    assert manage(var, "search", "reconcile").stdout == f"{AGREES}\n"
    assert rows(var, "PRAGMA integrity_check") == [("ok",)]


def test_a_folder_that_is_taken_away_comes_back_with_all_in_it(fora):  # noqa: F811
    found = made(fora.var)
    assert eventually(lambda: is_done(fora.var), RECOVERY)

    shutil.rmtree(fora.var / "index", ignore_errors=True)  # its worker may just be tidying there
    writer = Writer(0, fora.port, found["topic"], found["sessions"][0], threading.Event())
    for number in range(5):
        assert writer._send(f"afterwards {number}", f"afterwards-{number}-{'x' * 20}")

    assert eventually(lambda: is_done(fora.var), RECOVERY)
    assert rows(fora.var, "SELECT count(*) FROM search_indexed WHERE key LIKE 'post:%'") == [(POSTS + 5,)]
    assert manage(fora.var, "search", "reconcile").stdout == f"{AGREES}\n"


def test_a_lane_killed_again_and_again_catches_up(fora):  # noqa: F811
    found = made(fora.var)
    for _ in range(3):
        for number in fora.part("lane"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        time.sleep(1)

    assert eventually(lambda: is_done(fora.var), ENDING), found
    assert rows(fora.var, "SELECT count(*) FROM search_indexed WHERE key LIKE 'post:%'") == [(POSTS,)]
    assert manage(fora.var, "search", "reconcile").stdout == f"{AGREES}\n"


def is_done(folder):
    """Whether nothing waits, and there is an index."""
    return (folder / "index" / "CURRENT").exists() and rows(folder, "SELECT count(*) FROM search_pending") == [(0,)]
