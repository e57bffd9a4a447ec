"""What becomes of those who ask for a PostgreSQL that is away. (A whole Fora: tests/faults/test_postgresql.py.)"""

import pytest
from django.db.utils import ConnectionHandler
from psycopg import OperationalError

from config import stores
from config.postgresql import base
from tests.run.processes import eventually
from tests.services import postgresql, require
from tests.services.ports import free_port

WAITED, TOLD = "couldn't get a connection after 0.10 sec", "the database was away a moment ago"
LOOKED = f"couldn't get a connection after {base.GLANCE:.2f} sec"
BACK = 10  # seconds until somebody finds it back


@pytest.fixture
def asking():
    """asking(host=, port=, …) -> Django's connection to that server, for which nobody waits long."""
    asked = []

    def connection(**server):
        found = stores.postgresql({"ENGINE": "", "NAME": "fora", "OPTIONS": {}, **server})
        found["OPTIONS"]["pool"]["timeout"] = 0.1
        asked.append(ConnectionHandler({"default": found, "away": found})["away"])
        return asked[-1]

    yield connection
    for each in asked:
        each.close()
        each.close_pool()
    base.DatabaseWrapper._in_vain.clear()


@pytest.fixture
def refused(asking):
    """refused() -> what somebody is told who asks for a connection, while nobody listens on the server's port."""
    asked = asking(HOST="127.0.0.1", PORT=free_port())

    def ask():
        with pytest.raises(OperationalError) as told:
            asked.connect()
        return str(told.value)

    return ask


def test_once_somebody_has_waited_in_vain_the_next_ones_are_told_at_once(refused):
    assert [refused() for _ in range(3)] == [WAITED, TOLD, TOLD]


def test_after_a_moment_one_of_them_looks_and_the_others_are_told_at_once(refused, monkeypatch):
    told = [refused()]
    with monkeypatch.context() as later:
        later.setattr(base, "AGAIN", 0)
        told.append(refused())

    assert [*told, refused()] == [WAITED, LOOKED, TOLD]


def test_who_finds_it_back_is_let_in_and_so_is_who_comes_next(asking, monkeypatch, django_db_blocker):
    require("postgresql")
    monkeypatch.setattr(base, "AGAIN", 0)
    with django_db_blocker.unblock(), postgresql.server() as server:
        asked = asking(HOST="127.0.0.1", PORT=server.port, USER="fora", PASSWORD=postgresql.PASSWORD)
        assert eventually(lambda: lets_in(asked), BACK)
        asked.close()
        server.kill()
        refused = not lets_in(asked)
        is_away = list(base.DatabaseWrapper._in_vain)
        server.start()

        assert eventually(lambda: lets_in(asked), BACK)
        assert (refused, is_away, base.DatabaseWrapper._in_vain) == (True, ["away"], {})


def lets_in(asked):
    try:
        asked.connect()
    except OperationalError:
        return False
    return True
