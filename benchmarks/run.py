"""`make bench`: every benchmark in turn, each in a process of its own; BENCH=quick (10,000 posts, minutes) or full."""

import os
import subprocess
import sys

from benchmarks import ROOT
from benchmarks.place import Place

QUICK = [
    ["benchmarks.pages", "--posts", "10000", "--runs", "3", "--seconds", "3"],
    ["benchmarks.first_visit", "--posts", "10000"],
    ["benchmarks.search_speed", "--posts", "10000"],
    ["benchmarks.cost", "--posts", "10000"],
]
FULL = [
    ["benchmarks.pages", "--posts", "100000"],
    ["benchmarks.pages", "--posts", "10000"],
    ["benchmarks.pages", "--posts", "1000000"],
    ["benchmarks.first_visit", "--posts", "10000"],
    ["benchmarks.search_speed", "--posts", "200000"],
    ["benchmarks.cost", "--posts", "10000", "100000", "1000000"],
    ["benchmarks.digests"],
    ["benchmarks.fanout"],
    ["benchmarks.crowd"],
]
PLANS = {"quick": [10_000], "full": [10_000, 1_000_000]}


def main():
    which = os.environ.get("BENCH") or "quick"
    if which not in PLANS:
        sys.exit(f"BENCH must be quick or full, and is {which}.")
    for command in {"quick": QUICK, "full": FULL}[which]:
        subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=True)
    for posts in PLANS[which]:
        place = Place(posts)
        place.fill()
        place.show("benchmarks.plans")


if __name__ == "__main__":
    main()
