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
board.moderators.set(people)  # who moderates posts as often as they like
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


def made(var, more="", writers=WRITERS, **changes):
    """{"topic": ref, "file": address, "sessions": [key of each writer]} on a prepared site, and what `more` makes."""
    done = manage(var, "shell", "-v", "0", "-c", MAKE.format(writers=writers) + more, **changes)
    assert done.returncode == 0, done.stdout + done.stderr
    found = [json.loads(line[4:]) for line in done.stdout.splitlines() if line.startswith("MADE")]
    return {name: value for each in found for name, value in each.items()}


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
def writing(port, site, busy=lambda number: None):
    """All write while this lasts; yields the writers, and at the end everything they wrote is acknowledged.

    busy: what each does besides, by its number (tests/faults/busy.py).
    """
    is_over = Event()
    writers = [
        Writer(number, port, site["topic"], key, is_over, busy(number)) for number, key in enumerate(site["sessions"])
    ]
    with ThreadPoolExecutor(len(writers)) as pool:
        under_way = [pool.submit(writer.run) for writer in writers]
        try:
            yield writers
        finally:
            is_over.set()
        for each in under_way:
            each.result()


class Writer:
    """One person who writes posts one after the other, each until it is acknowledged, and keeps a ledger."""

    def __init__(self, number, port, topic, session, is_over, busy=None):
        self.number, self.port, self.session, self.is_over, self.busy = number, port, session, is_over, busy
        self.address = f"/forum/t/{topic}/reply/"
        self.ledger, self.failures = [], 0

    def run(self):
        last = time.monotonic() + WRITING
        for post in count():
            if post >= POSTS and self.is_over.is_set():
                return
            text, once = f"writer {self.number} post {post}", f"writer-{self.number}-post-{post}-once"
            self._until_acknowledged(lambda text=text, once=once: self._send(text, once), text, last)
            self.ledger.append(text)
            if post % 5 == 0:
                self._send(text, once)  # whoever did not see the answer sends it again
            if self.busy:
                deed = self.busy.next(post)
                self._until_acknowledged(lambda deed=deed: deed.is_done(self.port, self.session), deed.name, last)
            time.sleep(random.uniform(0, 0.3))

    def _until_acknowledged(self, is_done, what, last):
        while not is_done():
            self.failures += 1
            assert time.monotonic() < last, f"{what} was never acknowledged"
            time.sleep(0.2)

    def _send(self, text, once):
        """Whether the post was acknowledged: a redirect to where it stands."""
        answer = answered(self.port, self.address, {"body": text, "once": once}, self.session)
        return answer is not None and "#p" in answer.headers["Location"]


def answered(port, address, sent, session, status=http.client.FOUND):
    """The answer that acknowledges what was sent; None where none came, or one that says to try again."""
    try:
        answer = ask(port, "POST", address, sent, session)
    except (OSError, http.client.HTTPException):
        return None
    if answer.status >= SERVER_ERROR:
        return None
    assert answer.status == status, f"{answer.status} for {sent}"
    return answer
