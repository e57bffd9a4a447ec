"""An answered post survives the killing of any process, and no retry makes a second one. Real processes, kill -9."""

import contextlib
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest

from tests.run.conftest import prepared, var  # noqa: F401  (fixtures)
from tests.run.processes import ROOT, SUPERVISOR, environment, eventually, manage, processes_of
from tests.run.processes import free_port as port_that_is_free
from tests.run.test_supervisor import Running

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]

WRITERS, POSTS = 4, 15  # each writes as many at least, and goes on for as long as something is killed
START, RECOVERY, WRITING = 90, 90, 120  # seconds, on two busy cores
VICTIMS = ["web worker", "lane", "web", "worker", "web worker", "lane"]
SERVER_ERROR = 500
TOKEN = "a" * 32
MAKE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from core.forms import new_once
from core.models import Audience
from forum import actions
from members.actions import admit
people = [admit(email=f"writer{{n}}@test.example", name=f"Writer {{n}}", by=None) for n in range({writers})]
board = actions.create_board(audience=Audience.objects.get(key="members"), texts={{"en": ("Board", "")}}, by=None)
topic = actions.start_topic(board, by=people[0], title="Under fire", body="First.", once=new_once())
sessions = []
for person in people:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    sessions.append(session.session_key)
print("MADE" + json.dumps({{"topic": topic.ref, "sessions": sessions}}))
"""


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


class Writer:
    """One person who writes posts one after the other, each until it is acknowledged, and keeps a ledger."""

    def __init__(self, number, port, topic, session, is_over):
        self.number, self.port, self.session, self.is_over = number, port, session, is_over
        self.address = f"/forum/t/{topic}/reply/"
        self.ledger, self.failures = [], 0

    def run(self):
        last = time.monotonic() + WRITING
        for post in count():
            if post >= POSTS and self.is_over.is_set():
                return
            text, once = f"writer {self.number} post {post}", f"writer-{self.number}-post-{post}-once"
            while not self._send(text, once):
                self.failures += 1
                assert time.monotonic() < last, f"{text} was never acknowledged"
                time.sleep(0.2)
            self.ledger.append(text)
            if post % 5 == 0:
                self._send(text, once)  # whoever did not see the answer sends it again
            time.sleep(random.uniform(0, 0.3))

    def _send(self, text, once):
        """Whether the post was acknowledged: a redirect to where it stands."""
        body = urlencode({"body": text, "once": once, "csrfmiddlewaretoken": TOKEN})
        headers = {
            "Host": f"localhost:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sid={self.session}; csrf={TOKEN}",
        }
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            try:
                connection.request("POST", self.address, body, headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                return False
        if answer.status >= SERVER_ERROR:
            return False
        assert answer.status == http.client.FOUND, f"{answer.status} for {text}"
        return "#p" in answer.headers["Location"]


def rows(var, question):  # noqa: F811
    with contextlib.closing(sqlite3.connect(f"file:{var / 'fora.sqlite3'}?mode=ro", uri=True, timeout=20)) as database:
        return database.execute(question).fetchall()


def kill(fora, part):
    """Kill -9 one process that plays this part, chosen at random; waits for one where it is just starting again."""
    assert eventually(lambda: fora.part(part), RECOVERY), f"there is no {part}"
    with contextlib.suppress(ProcessLookupError, IndexError):
        os.kill(random.choice(fora.part(part)), signal.SIGKILL)


def test_under_kill_9_of_everything_nothing_is_lost_and_nothing_is_there_twice(fora):
    made = manage(fora.var, "shell", "-v", "0", "-c", MAKE.format(writers=WRITERS))
    assert "MADE" in made.stdout, made.stdout + made.stderr
    made = json.loads(made.stdout.partition("MADE")[2])
    is_over = Event()
    writers = [Writer(number, fora.port, made["topic"], key, is_over) for number, key in enumerate(made["sessions"])]

    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(writer.run) for writer in writers]
        try:
            for victim in VICTIMS:
                time.sleep(1.5)
                kill(fora, victim)
        finally:
            is_over.set()
        for each in writing:
            each.result()

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
