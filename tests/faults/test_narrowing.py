"""An audience narrowed, or somebody taken out, while many read and search: no answer that begins after the commit holds
a word of it. F13 of THREATS, on real processes; and what their logs say of all this (T25)."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from tests.faults.narrowing import WORDS
from tests.faults.test_sqlite import running
from tests.faults.writing import ask
from tests.run.conftest import prepared, var  # noqa: F401  (fixtures)
from tests.run.processes import ROOT, environment, eventually

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]

THREADS = 4
INDEXED = 60  # seconds until search finds all of it, on two busy cores
AFTERWARDS = 12  # answers that each deed is looked for in, at the least
WORLD = [sys.executable, "manage.py", "shell", "-v", "0", "-c", "from tests.faults.narrowing import serve; serve()"]


@dataclass(frozen=True)
class Seen:
    """What one answer was. began: before it was asked for, by the machine's clock."""

    began: float
    deed: str
    address: str
    status: int
    held: bool


class Readers:
    """Those who read and search all the time what the present deed is about to take from them."""

    def __init__(self, port, told):
        self.port, self.sessions, self.addresses = port, told["sessions"], told["addresses"]
        self.deed, self.seen, self.is_over = next(iter(WORDS)), [], Event()

    def run(self, number):
        for turn in count(number):
            if self.is_over.is_set():
                return
            addresses = self.addresses[self.deed]
            self.look(self.deed, addresses[turn % len(addresses)], self.sessions[turn % len(self.sessions)])

    def look(self, deed, address, session):
        began = time.monotonic()
        answer = ask(self.port, "GET", address, session=session)
        self.seen.append(Seen(began, deed, address, answer.status, WORDS[deed][1] in answer.text))
        return self.seen[-1]

    def since(self, moment, deed):
        """What was asked for after that moment, about this deed, and has been answered."""
        return [each for each in list(self.seen) if each.deed == deed and each.began > moment]


@pytest.fixture(params=["embedded", "scaled"])
def fora(request, monkeypatch):
    """A whole running Fora in both forms, its logs as loud as they go."""
    monkeypatch.setenv("FORA_LOG_LEVEL", "DEBUG")
    if request.param == "scaled":
        yield request.getfixturevalue("scaled")
    else:
        with running(request.getfixturevalue("var")) as site:
            yield site


@pytest.fixture
def world(fora):
    """(what the world is, do(deed) -> the moment of its commit)"""
    there = environment(fora.var, fora.port, **getattr(fora, "variables", {}))
    with subprocess.Popen(
        WORLD, cwd=ROOT, env=there, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:  # ends when nothing more is said to it

        def said():
            for line in process.stdout:
                if line.startswith("SAID"):
                    return json.loads(line.removeprefix("SAID"))
            raise AssertionError("The world has ended.")

        def do(deed):
            process.stdin.write(f"{deed}\n")
            process.stdin.flush()
            return said()

        yield said(), do


def test_no_answer_that_begins_after_the_commit_holds_a_word_of_it(fora, world):
    told, do = world
    readers = Readers(fora.port, told)
    for deed, addresses in told["addresses"].items():
        for address in addresses:  # each of them shows the word to begin with
            assert eventually(lambda: readers.look(deed, address, readers.sessions[0]).held, INDEXED), address  # noqa: B023
    committed = {}

    with ThreadPoolExecutor(THREADS) as pool:
        under_way = [pool.submit(readers.run, number * 5) for number in range(THREADS)]
        try:
            for deed in WORDS:
                readers.deed, begun = deed, time.monotonic()
                assert eventually(lambda: len(readers.since(begun, deed)) >= THREADS, 30)  # noqa: B023
                committed[deed] = do(deed)
                assert eventually(lambda: len(readers.since(committed[deed], deed)) >= AFTERWARDS, 30)  # noqa: B023
        finally:
            readers.is_over.set()
        for each in under_way:
            each.result()
    for deed, addresses in told["addresses"].items():
        for address in addresses:
            readers.look(deed, address, readers.sessions[-1])

    assert {each.status for each in readers.seen} <= {200, 404}
    assert sum(each.held for each in readers.seen) > len(readers.seen) / 10
    assert [each for each in readers.seen if each.held and each.began > committed[each.deed]] == []
    log = (fora.var.parent / "log").read_text()
    words = [word for pair in WORDS.values() for word in pair]
    assert [word for word in [*words, *readers.sessions, "@test.example"] if word.lower() in log.lower()] == []
