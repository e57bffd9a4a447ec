"""Who writes to SQLite waits in a queue: nobody finds it taken over and over until they give up."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from config.sqlite import MOST_WAITING, taken
from config.sqlite.base import _warn
from members.models import Institution
from tests.run.processes import ROOT, eventually

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has many writers"),
]

LONG = 20  # seconds, on two busy cores
HOLDS = """
import sys, time
from config.sqlite import taken
turn, _left = taken(sys.argv[1], 5)
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


@pytest.fixture
def beside():
    """beside(deed) -> a thread that does this, with a connection of its own; ended when the test ends."""
    threads = []

    def start(deed):
        def run():
            try:
                deed()
            finally:
                connection.close()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return threads[-1]

    yield start
    for thread in threads:
        thread.join(LONG)


@pytest.fixture
def writing(beside):
    """`with writing():` somebody else is in the middle of a transaction."""

    @contextlib.contextmanager
    def during():
        has_begun, may_end = threading.Event(), threading.Event()

        def write():
            with transaction.atomic():
                Institution.objects.create(country="DE")
                has_begun.set()
                may_end.wait(LONG)

        thread = beside(write)
        assert has_begun.wait(LONG)
        try:
            yield
        finally:
            may_end.set()
            thread.join(LONG)

    return during


def is_free(file, name="turn"):
    lock = os.open(f"{file}-{name}", os.O_RDONLY | os.O_CREAT)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def countries():
    return sorted(Institution.objects.values_list("country", flat=True))


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


def test_what_is_written_outside_of_a_transaction_waits_too_and_who_reads_does_not(file, patience, writing):
    with writing():
        patience(50)
        with pytest.raises(OperationalError, match="database is locked"):
            Institution.objects.update(country="NL")
        assert countries() == []
    patience(LONG * 1000)
    Institution.objects.update(country="NL")

    assert countries() == ["NL"]
    assert eventually(lambda: is_free(file), LONG)


def test_whoever_waits_goes_on_when_the_other_has_ended(file, beside):
    with transaction.atomic():
        Institution.objects.create(country="NL")
        waiting = beside(lambda: Institution.objects.create(country="UA"))
        assert eventually(lambda: not is_free(file, "next"), LONG)
        assert waiting.is_alive()
    waiting.join(LONG)

    assert countries() == ["NL", "UA"]


def test_whoever_comes_back_at_once_is_not_before_who_waits(file, beside):
    """Of SQLite alone whoever looks again ten times a second would find it taken, over and over."""
    with transaction.atomic():
        beside(lambda: Institution.objects.create(country="UA"))
        assert eventually(lambda: not is_free(file, "next"), LONG)
    with transaction.atomic():
        assert countries() == ["UA"]


def test_turns_that_come_when_nobody_waits_for_them_any_more_are_handed_on(file, patience, writing):
    with writing():
        patience(50)
        for _ in range(3):
            with pytest.raises(OperationalError, match="database is locked"), transaction.atomic():
                pass
    patience(LONG * 1000)
    with transaction.atomic():
        Institution.objects.create(country="NL")

    assert countries() == ["DE", "NL"]
    assert eventually(lambda: is_free(file), LONG)


def test_what_was_waited_in_the_queue_is_not_waited_for_once_more(file, patience):
    turn, _left = taken(file, 1)
    patience(LONG * 1000)
    asked = []
    connection.connection.set_trace_callback(asked.append)
    threading.Timer(0.3, turn.close).start()

    with transaction.atomic():
        pass

    told = [int(each.rpartition("=")[2]) for each in asked if each.startswith("PRAGMA busy_timeout =")]
    assert (len(told), told[0] < LONG * 1000, told[-1]) == (2, True, LONG * 1000)
    assert asked.index(f"PRAGMA busy_timeout = {told[0]}") < asked.index("BEGIN IMMEDIATE")


def test_who_holds_the_queue_up_and_not_the_database_keeps_nobody_from_writing(file, patience):
    """A process that stands still, frozen by whoever looks after the machine."""
    turn, _left = taken(file, 1)
    patience(50)
    with contextlib.closing(turn):
        Institution.objects.create(country="NL")
        with transaction.atomic():
            Institution.objects.create(country="UA")

    assert countries() == ["NL", "UA"]


def test_those_who_gave_up_are_never_more_than_some(file, patience):
    turn, _left = taken(file, 1)
    patience(1)
    before = threading.active_count()
    with contextlib.closing(turn):
        for number in range(3 * MOST_WAITING):
            Institution.objects.create(country=f"{number:02}")
        assert threading.active_count() - before <= MOST_WAITING

    assert Institution.objects.count() == 3 * MOST_WAITING
    assert eventually(lambda: threading.active_count() <= before and is_free(file), LONG)


def test_a_killed_process_holds_nobody_up(file):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(file)], stdout=subprocess.PIPE, text=True, cwd=ROOT / "site"
    ) as holder:
        assert holder.stdout.readline() == "has it\n"
        assert not is_free(file)

        holder.send_signal(signal.SIGKILL)
        holder.wait(LONG)

    assert is_free(file)


def test_where_its_file_cannot_be_opened_sqlite_alone_decides_and_the_log_says_so_once(file, caplog):
    _warn.cache_clear()
    turn = Path(f"{file}-turn")
    turn.unlink(missing_ok=True)
    turn.mkdir()
    try:
        for country in ("NL", "UA"):
            Institution.objects.create(country=country)
    finally:
        turn.rmdir()

    assert countries() == ["NL", "UA"]
    assert [record.name for record in caplog.records] == ["config.sqlite.base"]
