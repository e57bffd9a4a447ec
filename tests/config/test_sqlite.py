"""Who writes to SQLite waits in a queue: nobody finds it taken over and over until they give up."""

import contextlib
import fcntl
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from config.sqlite import taken
from members.models import Institution
from tests.run.processes import ROOT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers"),
]

HOLDS = """
import sys, time
from pathlib import Path
from config.sqlite import taken
turn, _left = taken(Path(sys.argv[1]), 5)
print("has it", flush=True)
time.sleep(60)
"""


@pytest.fixture
def file():
    """The database's."""
    return Path(connection.settings_dict["NAME"])


@pytest.fixture
def patience():
    """patience(milliseconds): so long this connection waits from now on; as usual when the test ends."""

    def wait(milliseconds):
        connection.ensure_connection()
        connection.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")

    yield wait
    connection.close()


def beside(deed):
    """A thread that does this, with a connection of its own; has begun."""

    def run():
        try:
            deed()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def is_free(file):
    with open(f"{file}-turn", "ab") as turn:  # noqa: PTH123
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@pytest.mark.parametrize("end", ["commit", "rollback", "refused by the database", "closed"])
def test_a_transaction_has_its_turn_until_it_ends(file, end):
    is_refused = end == "refused by the database"
    with pytest.raises(DatabaseError) if is_refused else contextlib.nullcontext(), transaction.atomic():
        assert not is_free(file)
        if is_refused:
            connection.cursor().execute("INSERT INTO no_such_table VALUES (1)")
        if end == "rollback":
            transaction.set_rollback(True)
        if end == "closed":
            connection.close()

    assert is_free(file)


def test_what_is_written_outside_of_a_transaction_has_a_turn_of_its_own(file, patience):
    patience(50)
    turn, _left = taken(file, 1)

    with pytest.raises(OperationalError, match="database is locked"):
        Institution.objects.update(country="NL")
    assert Institution.objects.count() == 0  # who reads does not wait
    turn.close()
    Institution.objects.update(country="NL")

    assert is_free(file)


def test_whoever_waits_goes_on_when_the_other_has_ended():
    done = threading.Event()

    with transaction.atomic():
        Institution.objects.create(country="NL")
        waiting = beside(lambda: (Institution.objects.create(country="UA"), done.set()))
        assert not done.wait(0.3)
    waiting.join(10)

    assert done.is_set()
    assert set(Institution.objects.values_list("country", flat=True)) == {"NL", "UA"}


def test_a_turn_that_comes_when_nobody_waits_for_it_any_more_is_handed_on(file, patience):
    patience(50)
    other, _left = taken(file, 1)
    for _ in range(3):
        with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
            pass

    other.close()
    patience(10_000)
    with transaction.atomic():
        Institution.objects.create(country="NL")

    assert is_free(file)


def test_what_was_waited_in_the_queue_is_not_waited_for_once_more(patience):
    patience(1000)
    with transaction.atomic():
        pass

    assert connection.connection.execute("PRAGMA busy_timeout").fetchone() == (1000,)


def test_a_killed_process_holds_nobody_up(file):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(file)], stdout=subprocess.PIPE, text=True, cwd=ROOT / "site"
    ) as holder:
        assert holder.stdout.readline() == "has it\n"
        assert not is_free(file)

        holder.send_signal(signal.SIGKILL)
        holder.wait(10)

    assert is_free(file)


def test_where_its_file_cannot_be_written_sqlite_alone_decides(file, monkeypatch):
    def refused(*_args):
        raise PermissionError(file)

    monkeypatch.setattr("config.sqlite.base.taken", refused)

    Institution.objects.create(country="NL")

    assert Institution.objects.count() == 1


def test_whoever_comes_back_at_once_is_not_before_who_waits():
    """Of SQLite alone whoever looks again ten times a second would find it taken, over and over."""
    with transaction.atomic():
        waiting = beside(lambda: Institution.objects.create(country="UA"))
        time.sleep(0.3)
    with transaction.atomic():
        has_written = Institution.objects.filter(country="UA").exists()
    waiting.join(10)

    assert has_written
