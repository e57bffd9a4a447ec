"""Turns: one at a time, over threads and processes, and given back by whoever dies."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from core.turns import turn

pytestmark = pytest.mark.django_db

HAVE_IT = """
import sys, time
import django
django.setup()
from django.conf import settings
from django.db import connection
from pathlib import Path
settings.VAR = Path(sys.argv[1])
connection.settings_dict["NAME"] = sys.argv[2]
from core.turns import turn
with turn("index"):
    print("mine", flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def another(var):
    """A process that has the turn `index`."""
    process = subprocess.Popen(
        [sys.executable, "-c", HAVE_IT, var, str(connection.settings_dict["NAME"])],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["site", "."])},
        cwd=settings.LOCALE_PATHS[0].parent,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "mine\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_nobody_shares_a_turn():
    inside, most = [], []

    def take(number):
        try:
            with turn("index"):
                inside.append(number)
                most.append(len(inside))
                time.sleep(0.02)
                inside.remove(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(take, range(12)))

    assert most == [1] * 12


def test_turns_of_different_names_are_had_at_once():
    with turn("index"), turn("mail"):
        pass


def test_a_turn_is_given_back_by_whoever_fails_in_it():
    with pytest.raises(RuntimeError, match="fails"), turn("index"):
        raise RuntimeError("fails")

    with turn("index"):
        pass


def test_a_killed_process_gives_its_turn_back(another):
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(have_and_say_when)
        time.sleep(0.5)
        killed_at = time.monotonic()
        another.send_signal(signal.SIGKILL)

        assert waiting.result(timeout=30) > killed_at


def have_and_say_when():
    try:
        with turn("index"):
            return time.monotonic()
    finally:
        connection.close()
