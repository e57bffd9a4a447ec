"""A small world whose readers lose what they read, one deed after the other; run in a process of its own beside a
running Fora: `manage.py shell -c "from tests.faults.narrowing import serve; serve()"`."""

import json
import sys
import time
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from core.forms import new_once
from core.models import Audience
from forum import actions as forum
from members import actions
from members.sessions import begin

READERS = 12  # more than four threads need: a person may search sixty times a minute
# For each deed a word that is looked for, and one that what is found holds and no address does.
WORDS = {
    "taken out": ("kittiwake", "Guillemot"),
    "new terms": ("oystercatcher", "Razorbill"),
    "hidden": ("phalarope", "Turnstone"),
    "told to nobody": ("whimbrel", "Dunlin"),
    "closed": ("dotterel", "Fulmar"),
}
SPACES = {"taken out": "secret", "new terms": "open", "closed": "invite"}


def serve():
    """Make the world and say what it is; then do what is asked for, line by line, and say when it was committed."""
    world = World()
    _say(world.told())
    for line in sys.stdin:
        world.do(line.strip())
        _say(time.monotonic())  # the machine's own clock: the same for all processes


def _say(what):
    print("SAID" + json.dumps(what), flush=True)


class World:
    def __init__(self):
        self.readers = [_person(f"Reader {number}") for number in range(READERS)]
        self.keeper, self.moderator = _person("Keeper"), _person("Moderator")
        actions.appoint(self.moderator, "moderator", by=None)
        self.spaces = {deed: self._space(deed) for deed in SPACES}
        members = forum.create_board(audience=Audience.objects.get(key="members"), texts=_named("Board"), by=None)
        self.topics = {deed: self._topic(deed, space.boards_made) for deed, space in self.spaces.items()}
        self.topics["hidden"] = self._topic("hidden", members)
        self.boards = {deed: topic.board for deed, topic in self.topics.items()}
        self.teller = _person(f"{WORDS['told to nobody'][1]} Teller")
        self._tell(["members"])

    def told(self):
        """{"sessions": [key of each reader's], "addresses": {deed: [where its word is read until then]}}"""
        addresses = {
            deed: [f"/search/?q={WORDS[deed][0]}", "/", topic.get_absolute_url(), self.boards[deed].get_absolute_url()]
            for deed, topic in self.topics.items()
        }
        for deed in ("taken out", "closed"):
            addresses[deed] += ["/spaces/", self.spaces[deed].get_absolute_url()]
        asked = WORDS["told to nobody"][0]
        addresses["told to nobody"] = [f"/search/?q={asked}", f"/people/?q={asked}"]
        return {"sessions": [_session_of(person) for person in self.readers], "addresses": addresses}

    def do(self, deed):
        """Take from all readers what they read, in as many transactions as it takes a person."""
        if deed == "taken out":
            for reader in self.readers:
                actions.leave(reader, self.spaces[deed], by=self.keeper)
        elif deed == "new terms":
            actions.change_space(self.spaces[deed], by=self.keeper, terms="Say nothing of it outside.")
        elif deed == "hidden":
            forum.hide_topic(self.topics[deed], by=self.moderator)
        elif deed == "told to nobody":
            self._tell([])
        else:
            actions.close_space(self.spaces[deed], by=self.keeper)

    def _space(self, deed):
        space = actions.create_space(name=f"{WORDS[deed][1]} team", kind=SPACES[deed], by=self.keeper)
        for reader in self.readers:
            actions.add_to_space(reader, space, by=self.keeper)
        space.boards_made = forum.create_board(
            audience=space.audience, texts=_named(f"{WORDS[deed][1]} board"), by=self.keeper
        )
        return space

    def _topic(self, deed, board):
        asked, planted = WORDS[deed]
        title = f"{planted} question about {asked}"
        return forum.start_topic(board, by=self.keeper, title=title, body=f"{planted} body", once=new_once())

    def _tell(self, audiences):
        asked, _planted = WORDS["told to nobody"]
        telling = actions.Telling(name=self.teller.name, experience=f"Works on {asked}", seen={"experience": audiences})
        actions.tell(self.teller, telling, by=self.teller)


def _named(title):
    return {"en": (title, "")}


def _person(name):
    return actions.admit(email=f"{'-'.join(name.lower().split())}@test.example", name=name, by=None)


def _session_of(person):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    begin(session)
    session.create()
    return session.session_key
