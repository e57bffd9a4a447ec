"""How the database reads the topic page, a topic list and home: EXPLAIN of each of their queries.

`python -m benchmarks.plans`, in the environment of a place (`make bench` makes one). It prints each query that scans a
whole table of those that grow, with its plan; and how long the database takes for a page's queries.
"""

import re
import sys
import time

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.visitor import READER, pages_of  # noqa: E402

# Tables that grow with what people write. A scan of one of the others reads some hundred rows at most.
LARGE = ("forum_post", "forum_postorigin", "forum_topic", "forum_topicorigin", "files_storedfile", "forum_revision")
SCANS = {
    "sqlite": re.compile(rf"SCAN ({'|'.join(LARGE)})\b(?! USING)"),
    "postgresql": re.compile(rf"Seq Scan on ({'|'.join(LARGE)})\b"),
}
AS_THE_PROXY = {"host": "localhost", "x-forwarded-proto": "https"}
TIMES = 5


def main():
    reader = get_user_model().objects.get(email=READER)
    client = Client(headers=AS_THE_PROXY)
    client.force_login(reader)
    print(f"\n## Query plans: {connection.vendor}\n")
    print("| page | queries | in the database, ms | slowest, ms | scans of large tables |\n|---|---|---|---|---|")
    found = []
    for page, paths in pages_of(reader).items():
        queries = queries_of(client, paths[0])
        scans = scans_among(queries)
        found += [(page, *scan) for scan in scans]
        spent = sorted(map(_again, queries))
        print(f"| {page} | {len(queries)} | {sum(spent):.1f} | {spent[-1]:.1f} | {len(scans)} |")
    for page, sql, plan in found:
        print(f"\n{page}: {sql}\n{plan}")


def queries_of(client, path):
    """[SQL] of what a page asks when it is opened for the second time."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return [query["sql"] for query in queries if query["sql"].startswith("SELECT")]


def scans_among(queries):
    """[(SQL, plan)] of those that read a whole table of those that grow."""
    plans = [(sql, _plan(sql)) for sql in queries]
    return [(sql, plan) for sql, plan in plans if SCANS[connection.vendor].search(plan)]


def _plan(sql):
    with connection.cursor() as cursor:
        cursor.execute(
            ("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql.replace("%", "%%"), ()
        )
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


if __name__ == "__main__":
    sys.exit(main())
