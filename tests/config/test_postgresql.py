"""What becomes of those who ask for a PostgreSQL that is away. (With a real one: tests/faults/test_postgresql.py.)"""

import pytest
from django.db.utils import ConnectionHandler
from psycopg import OperationalError

from config import stores
from config.postgresql import base
from tests.services.ports import free_port

WAITED, TOLD = "couldn't get a connection after 0.10 sec", "the database was away a moment ago"


@pytest.fixture
def refused():
    """refused() -> what somebody is told who asks for a connection, while nobody listens on the server's port."""
    found = stores.postgresql({"ENGINE": "", "NAME": "fora", "HOST": "127.0.0.1", "PORT": free_port(), "OPTIONS": {}})
    found["OPTIONS"]["pool"]["timeout"] = 0.1
    asked = ConnectionHandler({"default": found, "away": found})["away"]

    def ask():
        with pytest.raises(OperationalError) as told:
            asked.connect()
        return str(told.value)

    yield ask
    asked.close_pool()
    base.DatabaseWrapper._in_vain.clear()


def test_once_somebody_has_waited_in_vain_the_next_ones_are_told_at_once(refused):
    assert [refused() for _ in range(3)] == [WAITED, TOLD, TOLD]


def test_after_a_moment_somebody_waits_again(refused, monkeypatch):
    monkeypatch.setattr(base, "AGAIN", 0)

    assert [refused() for _ in range(2)] == [WAITED, WAITED]
