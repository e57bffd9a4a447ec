"""How the database reads the pages, the lists and what the worker asks for many: EXPLAIN of each of their queries.

`python -m benchmarks.plans [--keep]`, in the environment of a place (`make bench` makes one). It prints each query for
which nothing else is left than to go through a whole table of those that grow, with its plan; and how long the database
takes for a page's queries. `--keep` writes all plans, as the database chooses them, into benchmarks/plans/.
"""

import argparse
import contextlib
import re
import sys
import time
from pathlib import Path

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.plans_worker import parts  # noqa: E402
from benchmarks.visitor import LISTS, MODERATOR, OF_MODERATORS, READER, pages_of, signed_in  # noqa: E402

# Tables that grow with what people write and do. A scan of one of the others reads some hundred rows at most.
LARGE = (
    "core_auditentry",
    "files_storedfile",
    *(
        f"forum_{name}"
        for name in (
            "bookmark", "conversation", "draft", "mention", "message", "participant", "post", "postorigin",
            "posttranslation", "quote", "readmark", "revision", "signal", "topic", "topicorigin",
        )
    ),
    "moderation_flag",
    "moderation_reviewevent",
    "moderation_reviewitem",
    "notifications_delivery",
    "notifications_follow",
    "notifications_notice",
)  # fmt: skip
SCANS = {
    "sqlite": re.compile(rf"SCAN ({'|'.join(LARGE)})\b(?! USING)"),
    "postgresql": re.compile(rf"Seq Scan on ({'|'.join(LARGE)})\b"),
}
EXPLAINED = ("SELECT", "UPDATE", "DELETE")
AS_THE_PROXY = {"host": "localhost", "x-forwarded-proto": "https"}
KEPT = Path(__file__).with_suffix("")
TIMES, MOST = 5, 1000  # of each query, to measure it; characters of a line that is kept
LITERAL = re.compile(r"'[^']*'|\b\d+\b|\([?', ]+\)")
MANY = re.compile(r"""((?:(?:'[^']*'|"[^"]*"|[\w:.-]+),\s?){3})(?:(?:'[^']*'|"[^"]*"|[\w:.-]+),\s?){2,}""")


def main():
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--keep", action="store_true")
    is_kept = read.parse_args().keep
    print(f"\n## Query plans: {connection.vendor}\n")
    print("| page | queries | in the database, ms | slowest, ms | scans of large tables |\n|---|---|---|---|---|")
    found = []
    for page, queries in _pages():
        scans = scans_where_nothing_else_is_left(queries)
        found += [(page, *scan) for scan in scans]
        spent = sorted(_again(sql) for sql in queries if sql.startswith("SELECT"))
        print(f"| {page} | {len(queries)} | {sum(spent):.1f} | {spent[-1]:.1f} | {len(scans)} |", flush=True)
        if is_kept:
            _keep(page, queries)
    for page, sql, plan in found:
        print(f"\n{page}: {sql}\n{plan}")


def _pages():
    """(page, [SQL]): of the reader's pages, of a moderator's, and of the worker's, whose rows are there meanwhile."""
    people = get_user_model().objects
    reader, moderator = people.get(email=READER), people.get(email=MODERATOR)
    pages = {page: paths[0] for page, paths in pages_of(reader).items()}
    for person, addresses in ((reader, {**pages, **LISTS}), (moderator, OF_MODERATORS)):
        client = signed_in(person, **AS_THE_PROXY)
        for page, path in addresses.items():
            yield page, queries_of(client, path)
    for page, do in parts():
        with CaptureQueriesContext(connection) as queries:
            do()
        yield page, _explained(queries)


def queries_of(client, path):
    """[SQL] of what a page asks when it is opened for the second time."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return _explained(queries)


def _explained(queries):
    return [query["sql"] for query in queries if query["sql"].startswith(EXPLAINED)]


def scans_where_nothing_else_is_left(queries):
    """`scans_among`, where PostgreSQL takes any other way that there is: a small table it rightly reads whole."""
    with transaction.atomic(), contextlib.ExitStack() as afterwards:
        if connection.vendor == "postgresql":
            cursor = connection.cursor()
            cursor.execute("SET LOCAL enable_seqscan = off")
            afterwards.callback(cursor.execute, "SET LOCAL enable_seqscan = on")
        return scans_among(queries)


def scans_among(queries):
    """[(SQL, plan)] of those that read a whole table of those that grow."""
    plans = [(sql, _plan(sql)) for sql in queries]
    return [(sql, plan) for sql, plan in plans if SCANS[connection.vendor].search(plan)]


def _plan(sql, how=""):
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else f"EXPLAIN {how}"
        cursor.execute(explain + sql.replace("%", "%%"), ())
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def _again(sql):
    """Milliseconds of the fastest of several times."""
    times = []
    for _ in range(TIMES):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("%", "%%"), ())
            cursor.fetchall()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


def _keep(page, queries):
    """The plans as they are chosen, of what reads tables that grow: each shape of a query once, with how many rows each
    step really gave."""
    KEPT.mkdir(exist_ok=True)
    told = {}
    for sql in queries:
        if any(f'"{name}"' in sql for name in LARGE):
            is_read = connection.vendor == "postgresql" and sql.startswith("SELECT")
            plan = _plan(sql, "(ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " * is_read)
            told.setdefault(LITERAL.sub("?", sql), f"{_short(sql)}\n\n{_short(plan)}\n")
    heading = f"{page}: {connection.vendor}, {len(queries)} queries\n"
    (KEPT / f"{re.sub('[^a-z]+', '_', page)}.txt").write_text("\n".join([heading, *told.values()]))


def _short(text):
    """Without columns, and without values after the third of several."""
    text = re.sub(r"^SELECT .*? FROM (?=\")", "SELECT … FROM ", MANY.sub(r"\1…", text), count=1)
    return "\n".join(line if len(line) < MOST else f"{line[:MOST]} …" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
