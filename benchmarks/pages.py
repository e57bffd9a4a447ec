"""Pages under load: requests a second of the topic page, a board's list, the unread list and home, signed in.

`python -m benchmarks.pages [--posts N] [--runs N] [--seconds N]`.
"""

import argparse
import os
import resource
import statistics
import sys
from dataclasses import dataclass

from benchmarks import load
from benchmarks.machine import described, load_average, processor_seconds
from benchmarks.place import AS_THE_PROXY, PORT, Place, get

# The same pages of others, on the same kind of machine (issue 4). Their unread lists were not measured.
NODEBB = {"topic": 118, "list": 111, "home": 80}
MACHINA = {"topic": 42, "list": 46, "home": 33}
FEW = 20  # pages: so few are asked for more often, so that either worker has its turn
NAMES = {"topic": "topic page (20 posts)", "list": "topic list", "unread": "unread list", "home": "home"}


def main():
    asked = _arguments()
    place = Place(asked.posts)
    place.fill()
    visitor = place.tell("benchmarks.visitor")
    print(f"\n## Pages under load: {place.database}, {asked.posts:,} posts\n\n{described()}")
    print(f"{load.CONNECTIONS} connections on loopback by {load.name()}, on the cores of the two workers it asks.")
    print(f"Medians (least to most) of {asked.runs} runs of {asked.seconds} s. Load average: {load_average()}.")
    print(f"Free: what {os.cpu_count()} cores of this kind would answer if nothing else ran on them, load included,")
    print("as processor time says; × NodeBB: that, by NodeBB's figure on an idle machine; × machina: as well.\n")
    print("| page | requests/s | p50 ms | p99 ms | kB | processor ms | free | × NodeBB | × machina |")
    print("|---|---|---|---|---|---|---|---|---|")
    with place.served() as web:
        for compressed in (False, True):
            for page, paths in visitor["pages"].items():
                _row(page, _Asking(web.pid, paths, visitor["cookie"], compressed), asked)
    print(f"\nLoad average after: {load_average()}.")


@dataclass(frozen=True)
class _Asking:
    """A page as it is asked for; `run` gives the load's Run, and processor milliseconds an answer (server and load)."""

    pid: int
    paths: list
    cookie: str
    compressed: bool

    def run(self, seconds):
        more = {"Accept-Encoding": "gzip"} if self.compressed else {}
        before = processor_seconds(self.pid), _of_children()
        run = load.run(PORT, self.paths, {**AS_THE_PROXY, "Cookie": self.cookie, **more}, seconds)
        spent = processor_seconds(self.pid) - before[0] + _of_children() - before[1]
        return run, spent / run.requests * 1000


def _of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _row(page, asking, asked):
    _warm_up(asking.paths, asking.cookie)
    runs, spent = zip(*(asking.run(asked.seconds) for _ in range(asked.runs)), strict=True)
    if failed := sum(run.failed for run in runs):
        sys.exit(f"{failed} requests for {page} failed.")
    free = os.cpu_count() * 1000 / statistics.median(spent)
    cells = [
        f"{NAMES[page]}, gzip" if asking.compressed else NAMES[page],
        _spread(run.per_second for run in runs),
        _spread((run.p50 for run in runs), 1),
        _spread((run.p99 for run in runs), 1),
        f"{statistics.median(run.kilobytes for run in runs):.1f}",
        _spread(spent, 1),
        f"{free:.0f}",
        *(f"{free / of[page]:.2f}" if page in of else "–" for of in (NODEBB, MACHINA)),
    ]
    print(f"| {' | '.join(cells)} |", flush=True)


def _warm_up(paths, cookie):
    """Each page a few times: what a first visit writes is written, and both workers have drawn what each draws once."""
    for path in paths * 4 if len(paths) > FEW else paths * 40:
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
