"""Fifty who write and fifty who read, for two minutes, on a whole Fora with its worker:
`python -m benchmarks.crowd [--people N] [--seconds N] [--database sqlite|postgresql]`, on both without it.

Writers do what those of the kill tests do (posts, held posts, votes, messages, drafts, follows), each until it is
acknowledged. Counted is what failed on the way, what the log has of a database that was locked or away, and what of
all that was acknowledged is lost or there twice. PostgreSQL is a server of its own, which keeps what it acknowledges.
"""

import argparse
import contextlib
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from benchmarks.machine import described, load_average
from tests.faults.busy import MORE, Busy, compared
from tests.faults.writing import SERVER_ERROR, ask, made, writing
from tests.run.processes import ROOT, SUPERVISOR, answers, environment, eventually, free_port, manage, processes_of
from tests.services import postgresql

PEOPLE, SECONDS, START = 50, 120, 180
COLUMNS = ("writes kept", "tried again", "in the log", "lost", "doubled", "pages read", "failed", "ms p50", "ms p99")
READ = ("/", "/forum/", "/forum/t/{topic}/", "/forum/topics/?show=unread", "/notices/", "/search/?q=fire")


def main():
    read = argparse.ArgumentParser()
    read.add_argument("--people", type=int, default=PEOPLE)
    read.add_argument("--seconds", type=int, default=SECONDS)
    read.add_argument("--database", choices=PLACES)
    given = read.parse_args()
    print(f"\n{described()} {given.people} write and {given.people} read for {given.seconds} s.\n")
    print(f"| database | {' | '.join(COLUMNS)} |\n|---{'|---' * len(COLUMNS)}|")
    for name, place in PLACES.items():
        if given.database in (None, name):
            with place() as (variables, rows), tempfile.TemporaryDirectory() as folder:
                measure(name, Path(folder) / "var", variables, rows, given)
    print(f"\nLoad average after: {load_average()}.")


def measure(name, var, variables, rows, given):
    """One row of the table."""
    done = manage(var, "prepare", **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    site = made(var, MORE, writers=given.people, **variables)
    with running(var, variables) as (port, log):
        last, seen = time.monotonic() + given.seconds, []
        with (
            writing(port, site, lambda number: Busy(number, site)) as writers,
            ThreadPoolExecutor(given.people) as pool,
        ):
            for each in pool.map(lambda key: reading(port, site, key, last), site["sessions"]):
                seen += each
    lines = compared(lambda question: rows(var, question), site, writers)
    failed = sum(answer.status >= SERVER_ERROR for answer in seen)
    waits = statistics.quantiles([answer.seconds * 1000 for answer in seen], n=100)
    said = [line for line in log.read_text().splitlines() if "OperationalError" in line]
    kept, lost, doubled = (sum(getattr(line, part) for line in lines) for part in ("acknowledged", "lost", "doubled"))
    again = sum(writer.failures for writer in writers)
    figures = (kept, again, len(said), lost, doubled, len(seen), failed, round(waits[49]), round(waits[98]))
    print(f"| {name} | {' | '.join(map(str, figures))} |", flush=True)
    for line, times in Counter(said).items():
        print(f"  in the log {times} ×: {line}", file=sys.stderr)


def reading(port, site, session, last):
    """All answers to somebody who goes from page to page until then."""
    seen = []
    while time.monotonic() < last:
        for page in READ:
            seen.append(ask(port, "GET", page.format(**site), session=session))
            time.sleep(0.1)
    return seen


@contextlib.contextmanager
def running(var, variables):
    """A whole Fora on this data folder; its port, and the file of its log."""
    port, log = free_port(), var.parent / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            SUPERVISOR,
            cwd=ROOT,
            env=environment(var, port, **variables),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        assert eventually(lambda: answers(port), START), log.read_text()
        yield port, log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        for left in processes_of(var):
            os.kill(left.number, signal.SIGKILL)


@contextlib.contextmanager
def on_sqlite():
    def rows(var, question):
        with contextlib.closing(sqlite3.connect(var / "fora.sqlite3", timeout=20)) as database:
            return database.execute(question).fetchall()

    yield {}, rows


@contextlib.contextmanager
def on_postgresql():
    with postgresql.server(postgresql.SAFE) as server:

        def rows(var, question):
            with psycopg.connect(server.url()) as connection:
                return connection.execute(question).fetchall()

        yield {"FORA_DATABASE_URL": server.url()}, rows


PLACES = {"sqlite": on_sqlite, "postgresql": on_postgresql}

if __name__ == "__main__":
    main()
