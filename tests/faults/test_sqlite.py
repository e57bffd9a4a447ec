"""SQLite busy, its disk full, its file read-only: people are told so and keep what they typed, reading goes on, and
nothing acknowledged is lost. F17 of THREATS, on real processes."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.test_forum import RECOVERY, START, rows
from tests.faults.writing import POSTS, WRITERS, ask, made, writing
from tests.run.conftest import prepared, var  # noqa: F401  (fixtures)
from tests.run.processes import ROOT, SUPERVISOR, environment, eventually, free_port, processes_of
from tests.run.test_supervisor import Running

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk and makes a file immutable")

DISK = 24  # megabytes
TIMEOUT = 20  # seconds that a writer waits for the lock
SLOWEST = 5  # seconds for a page that only reads
HEADING = "<h1>Please try again in a moment</h1>"
KILL = 9


@contextlib.contextmanager
def running(folder):
    """A whole running Fora on this data folder, on which people may write to one topic (site)."""
    site, port = made(folder), free_port()
    with (folder.parent / "log").open("w") as log:
        process = subprocess.Popen(
            SUPERVISOR, cwd=ROOT, env=environment(folder, port), stdout=log, stderr=log, start_new_session=True
        )
    try:
        fora = Running(folder, port, process)
        fora.site, fora.session = site, site["sessions"][0]
        assert eventually(fora.is_whole, START), (folder.parent / "log").read_text()
        yield fora
    finally:
        for left in processes_of(folder):
            with contextlib.suppress(ProcessLookupError):
                os.kill(left.number, KILL)
        process.wait()


def read(fora):
    """The answers to somebody who looks around, searches and takes a file, and who has read nothing of it yet."""
    pages = ("/", "/forum/", f"/forum/t/{fora.site['topic']}/", "/library/", "/search/?q=first")
    seen = [ask(fora.port, "GET", page, session=fora.site["sessions"][1]) for page in pages]
    return [*seen, ask(fora.port, "GET", fora.site["file"], session=fora.session)]


def post(fora, text, patience=60):
    reply = {"body": text, "once": f"once-of-{'-'.join(text.split())}"}
    return ask(fora.port, "POST", f"/forum/t/{fora.site['topic']}/reply/", reply, fora.session, timeout=patience)


def assert_told(answer, text):
    assert (answer.status, HEADING in answer.text) == (503, True)
    assert f"\n{text}</textarea>" in answer.text


def assert_sound(fora, acknowledged):
    assert sorted(body for (body,) in rows(fora.var, "SELECT body FROM forum_post WHERE number > 1")) == sorted(
        acknowledged
    )
    assert rows(fora.var, "PRAGMA integrity_check") == [("ok",)]
    assert eventually(lambda: rows(fora.var, "SELECT count(*) FROM search_pending") == [(0,)], RECOVERY)


@contextlib.contextmanager
def locked(folder):
    """Another process that writes, for as long as this lasts."""
    with contextlib.closing(sqlite3.connect(folder / "fora.sqlite3", timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_while_another_writes_everybody_waits_and_nothing_fails(var):  # noqa: F811
    with running(var) as fora:
        with writing(fora.port, fora.site) as writers:
            for _ in range(3):
                time.sleep(1)
                with locked(var):
                    time.sleep(2)

        acknowledged = [text for writer in writers for text in writer.ledger]
        assert len(acknowledged) >= WRITERS * POSTS
        assert [writer.failures for writer in writers] == [0] * WRITERS
        assert_sound(fora, acknowledged)


def test_locked_for_too_long_what_was_typed_comes_back_and_reading_goes_on(var):  # noqa: F811
    with running(var) as fora, ThreadPoolExecutor(1) as beside:
        with locked(var):
            waiting = beside.submit(post, fora, "Locked out")
            seen = read(fora)
            refused = waiting.result()
        kept = post(fora, "Let in")

        assert_told(refused, "Locked out")
        assert TIMEOUT <= refused.seconds <= TIMEOUT + SLOWEST
        assert {answer.status for answer in seen} == {200}
        assert max(answer.seconds for answer in seen) <= SLOWEST
        assert kept.status == 302
        assert_sound(fora, ["Let in"])


@pytest.fixture
def small(var, tmp_path):  # noqa: F811
    """The data folder on a disk of its own, which is soon full."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "fora-test", disk], check=True)
    try:
        yield Path(shutil.move(var, disk / "var"))
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


@contextlib.contextmanager
def filled(disk):
    """Not a byte is free while this lasts."""
    with (disk / "filling").open("wb", buffering=0) as filling, contextlib.suppress(OSError):
        while True:
            filling.write(bytes(4096))
    yield
    (disk / "filling").unlink()


@contextlib.contextmanager
def read_only(folder):
    """Nobody may write the database, not even root."""
    files = [folder / "fora.sqlite3", folder / "fora.sqlite3-wal"]
    there = [path for path in files if path.exists()]
    subprocess.run(["chattr", "+i", *there], check=True)
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", *there], check=True)


def assert_withstands(fora, trouble):
    """Posts before, none during, and again after it."""
    assert post(fora, "Before it").status == 302
    with trouble:
        refused = [post(fora, f"During it {number}") for number in range(5)]
        seen = read(fora)
        alive = ask(fora.port, "GET", "/healthz")
    assert eventually(lambda: post(fora, "After it").status == 302, RECOVERY)

    for number, answer in enumerate(refused):
        assert_told(answer, f"During it {number}")
    assert {answer.status for answer in seen} == {200}
    assert alive.status == 200
    assert_sound(fora, ["Before it", "After it"])


@as_root
def test_on_a_full_disk_nothing_is_half_written_and_reading_goes_on(small):
    with running(small) as fora:
        assert_withstands(fora, filled(small.parent))


@as_root
def test_a_read_only_file_is_read_and_what_was_typed_comes_back(var):  # noqa: F811
    with running(var) as fora:
        assert_withstands(fora, read_only(var))
