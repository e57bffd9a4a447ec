"""Pages under load: requests a second of the topic page, the topic list and home, signed in.

`python -m benchmarks.pages [--posts N] [--runs N] [--seconds N]`.
"""

import argparse
import statistics
import sys

from benchmarks import load
from benchmarks.machine import described, load_average
from benchmarks.place import AS_THE_PROXY, PORT, Place, get

# The same pages of others, on the same kind of machine (issue 4).
NODEBB = {"topic": 118, "list": 111, "home": 80}
MACHINA = {"topic": 42, "list": 46, "home": 33}
NAMES = {"topic": "topic page (20 posts)", "list": "topic list", "home": "home"}


def main():
    asked = _arguments()
    place = Place(asked.posts)
    place.fill()
    visitor = place.tell("benchmarks.visitor")
    print(f"\n## Pages under load: {place.database}, {asked.posts:,} posts\n\n{described()}")
    print(f"{load.CONNECTIONS} connections on loopback by {load.name()}, on the cores of the two workers it asks.")
    print(f"Medians (least to most) of {asked.runs} runs of {asked.seconds} s. Load average: {load_average()}.\n")
    print("| page | requests/s | p50 ms | p99 ms | kB | of NodeBB | of machina |\n|---|---|---|---|---|---|---|")
    with place.served():
        for compressed in (False, True):
            for page, paths in visitor["pages"].items():
                _row(page, paths, visitor["cookie"], compressed, asked)
    print(f"\nLoad average after: {load_average()}.")


def _row(page, paths, cookie, compressed, asked):
    headers = {**AS_THE_PROXY, "Cookie": cookie, **({"Accept-Encoding": "gzip"} if compressed else {})}
    _warm_up(paths, cookie)
    runs = [load.run(PORT, paths, headers, asked.seconds) for _ in range(asked.runs)]
    if failed := sum(run.failed for run in runs):
        sys.exit(f"{failed} requests for {page} failed.")
    speed = statistics.median(run.per_second for run in runs)
    name = f"{NAMES[page]}, gzip" if compressed else NAMES[page]
    print(
        f"| {name} | {_spread(run.per_second for run in runs)} | {_spread((run.p50 for run in runs), 1)} "
        f"| {_spread((run.p99 for run in runs), 1)} | {statistics.median(run.kilobytes for run in runs):.1f} "
        f"| {speed / NODEBB[page]:.2f} × | {speed / MACHINA[page]:.2f} × |",
        flush=True,
    )


def _warm_up(paths, cookie):
    """Each page once or twice: what a first visit writes is written, and both workers know the templates."""
    for path in [*paths, *paths[:20] * 2]:
        status, _body = get(path, cookie)
        if status != 200:
            sys.exit(f"{path} answers {status}.")


def _spread(values, places=0):
    values = sorted(values)
    return f"{statistics.median(values):.{places}f} ({values[0]:.{places}f}–{values[-1]:.{places}f})"


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
