"""`manage.py search`: what an operator is told, and that it is true."""

import pytest
from django.core.management import CommandError, call_command

from core.lease import MOST_ATTEMPTS
from core.things import key_of
from search.engine import engine
from search.models import Indexed, Pending, QueryLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(capsys):
    """told("status") -> the lines that the command says."""

    def ask(what):
        capsys.readouterr()
        call_command("search", what)
        return capsys.readouterr().out.splitlines()

    return ask


def test_status_says_how_much_waits_and_what_failed(index, board, say, told):
    index()
    quiet = told("status")
    say(board, "Canary")
    waiting = Pending.objects.count()
    one = told("status")
    Pending.objects.update(attempts=MOST_ATTEMPTS)

    stuck = told("status")

    assert quiet == [engine().health(), "Nothing waits to be indexed."]
    assert one[1:] == [f"{waiting} waiting."]
    assert stuck[1:] == [
        f"{waiting} waiting.",
        f"{waiting} of them failed ten times: the worker's log says why; `search rebuild` tries anew.",
    ]


def test_rebuild_says_how_many_and_takes_what_waits_along(index, board, say, told):
    index()
    topic = say(board, "Canary")
    Pending.objects.update(attempts=MOST_ATTEMPTS)

    said = told("rebuild")

    assert said == [f"{Indexed.objects.count()} documents indexed."]
    assert (Indexed.objects.filter(key=key_of(topic)).count(), Pending.objects.count()) == (1, 0)


def test_reconcile_says_what_differed_until_nothing_does(index, board, say, told):
    topics = [say(board, f"Canary {number}") for number in range(3)]
    index()
    agrees = told("reconcile")
    place = Indexed.objects.get(key=key_of(topics[0])).index
    Indexed.objects.filter(key=key_of(topics[0])).update(seq=10**9)

    differs = told("reconcile")
    index()

    assert agrees == told("reconcile") == ["The index agrees with the database."]
    assert differs == ["The index differed from the database: 1 outdated. The worker mends it now."]
    assert Indexed.objects.get(key=key_of(topics[0])).index == place


def test_a_rebuild_makes_an_index_where_there_was_none(index, board, say, told):
    topic = say(board, "Canary")
    engine().remove()

    told("rebuild")

    assert key_of(topic) in engine().versions("commons")


def test_an_unknown_order_is_refused(index):
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("search", "burn")


def test_asked_says_what_was_looked_for_and_what_was_not_found(told):
    nothing = told("asked")
    for concepts, hits in ([["torture", "witness"], 3], [["witness"], 0], [[], 0]):
        QueryLog.objects.create(language="en", concepts=concepts, hits=hits)

    assert nothing == ["No concept was looked for."]
    assert told("asked") == ["witness: 2 times, 1 of them without a hit", "torture: 1 times, 0 of them without a hit"]
