"""What a page costs in one process, without server and load: `python -m benchmarks.cost [--posts N N …]`.

Processor milliseconds (of each address the least of several rounds: what else runs on the machine hardly shows in it),
function calls and queries of the pages that `visitor` names, in production settings. `--profile PAGE` prints where the
time of one page goes.
"""
# ruff: noqa: PLC0415  (Django is loaded once the environment of the place stands)

import argparse
import cProfile
import gc
import http.client
import os
import pstats
import statistics
import sys
import time

from benchmarks.machine import described, load_average
from benchmarks.place import AS_THE_PROXY, Place

ADDRESSES, ROUNDS = 30, 12


def main():
    given = _arguments()
    if "FORA_MEASURING" in os.environ:
        return _measure(given)
    print(f"\n## What a page costs\n\n{described()} The least of {given.rounds} rounds.\n")
    print(
        "| posts | page | processor ms | function calls | queries | kB | load average |\n" + "|---" * 7 + "|",
        flush=True,
    )
    for posts in given.posts:
        place = Place(posts)
        place.fill()
        os.environ.update({"FORA_MEASURING": "1", "FORA_POSTS": f"{posts:,}"})
        place.show("benchmarks.cost", *sys.argv[1:])
        del os.environ["FORA_MEASURING"]
    return None


def _measure(given):
    import django

    django.setup()
    from django.contrib.auth import get_user_model

    from benchmarks.visitor import READER, pages_of, signed_in

    reader = get_user_model().objects.get(email=READER)
    client = signed_in(reader, **{name.lower(): value for name, value in AS_THE_PROXY.items()})
    for page, addresses in pages_of(reader).items():
        asked = addresses[:ADDRESSES]
        if given.profile == page:
            _profile(client, asked)
        elif not given.profile:
            _row(page, client, asked, given.rounds)


def _row(page, client, addresses, rounds):
    sizes = [_size(client, address) for address in addresses * 2]
    calls, queries = statistics.mean(map(_calls(client), addresses)), _queries(client, addresses[0])
    least = [min(_spent(client, address) for _ in range(rounds)) for address in addresses]
    cells = [
        os.environ["FORA_POSTS"],
        page,
        f"{statistics.mean(least):.1f}",
        f"{calls:,.0f}",
        str(queries),
        f"{statistics.mean(sizes) / 1000:.0f}",
        load_average(),
    ]
    print(f"| {' | '.join(cells)} |", flush=True)


def _size(client, address):
    answer = client.get(address)
    if answer.status_code != http.client.OK:
        sys.exit(f"{address} answers {answer.status_code}.")
    return len(answer.content)


def _spent(client, address):
    gc.collect()
    gc.disable()
    began = time.process_time()
    client.get(address)
    spent = (time.process_time() - began) * 1000
    gc.enable()
    return spent


def _calls(client):
    def count(address):
        profile = cProfile.Profile()
        profile.runcall(client.get, address)
        return pstats.Stats(profile).total_calls

    return count


def _queries(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def _profile(client, addresses):
    for address in addresses * 2:
        client.get(address)
    profile = cProfile.Profile()
    for address in addresses:
        profile.runcall(client.get, address)
    pstats.Stats(profile).sort_stats("cumulative").print_stats(120)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[10_000])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--profile", default="")
    return parser.parse_args()


if __name__ == "__main__":
    main()
