"""People who write to a running Fora under fire, each keeping a ledger of what was acknowledged."""

import contextlib
import http.client
import json
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from threading import Event
from urllib.parse import urlencode

from tests.run.processes import manage

# `make faults` goes on for longer.
IS_LONG = os.environ.get("FORA_FAULTS") == "long"
WRITERS, POSTS = 4, 15  # each writes as many at least, and goes on for as long as something is killed
WRITING = 1800 if IS_LONG else 180  # seconds for all of it
SERVER_ERROR = 500
TOKEN = "a" * 32
MAKE = """
import io
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from core.forms import new_once
from core.models import Audience
from files.actions import upload
from forum import actions
from members.actions import admit
from members.sessions import begin
people = [admit(email=f"writer{{n}}@test.example", name=f"Writer {{n}}", by=None) for n in range({writers})]
board = actions.create_board(audience=Audience.objects.get(key="members"), texts={{"en": ("Board", "")}}, by=None)
topic = actions.start_topic(board, by=people[0], title="Under fire", body="First.", once=new_once())
file = upload(io.BytesIO(b"Kept."), by=people[0], name="kept.txt")
sessions = []
for person in people:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    begin(session)
    session.create()
    sessions.append(session.session_key)
print("MADE" + json.dumps({{"topic": topic.ref, "file": file.get_absolute_url(), "sessions": sessions}}))
"""


def made(var, **changes):
    """{"topic": ref, "file": address, "sessions": [key of each writer]} on a prepared site."""
    done = manage(var, "shell", "-v", "0", "-c", MAKE.format(writers=WRITERS), **changes)
    assert "MADE" in done.stdout, done.stdout + done.stderr
    return json.loads(done.stdout.partition("MADE")[2])


@dataclass(frozen=True)
class Answer:
    """seconds: how long it took."""

    status: int
    headers: http.client.HTTPMessage
    text: str
    seconds: float


def ask(port, method, address, body=None, session="", timeout=30):
    """The answer of a running Fora to whoever has this session. Raises OSError or HTTPException where none comes."""
    headers = {"Host": f"localhost:{port}", "Cookie": f"sid={session}; csrf={TOKEN}"}
    if body is not None:
        body = urlencode({**body, "csrfmiddlewaretoken": TOKEN})
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.monotonic()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
    return Answer(answer.status, answer.headers, text, time.monotonic() - began)


@contextlib.contextmanager
def writing(port, site):
    """All write while this lasts; yields the writers, and at the end everything they wrote is acknowledged."""
    is_over = Event()
    writers = [Writer(number, port, site["topic"], key, is_over) for number, key in enumerate(site["sessions"])]
    with ThreadPoolExecutor(WRITERS) as pool:
        under_way = [pool.submit(writer.run) for writer in writers]
        try:
            yield writers
        finally:
            is_over.set()
        for each in under_way:
            each.result()


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
        sent = {"body": text, "once": once}
        try:
            answer = ask(self.port, "POST", self.address, sent, self.session)
        except (OSError, http.client.HTTPException):
            return False
        if answer.status >= SERVER_ERROR:
            return False
        assert answer.status == http.client.FOUND, f"{answer.status} for {text}"
        return "#p" in answer.headers["Location"]
