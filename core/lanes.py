"""The worker's lanes: each room's `lanes.py` says what is to be done over and over, one child process each."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class Lane:
    name: str
    pause: float
    run_once: Callable[[], int]
    at_start: Callable[[], None]


lanes: dict[str, Lane] = {}


def _nothing():
    pass


def lane(name, *, pause, at_start=_nothing):
    """Register a function that does what is due and returns how many things it did.

    It is called again at once while it returns more than 0, else after `pause` seconds. `at_start` runs once in the
    lane's process before the first turn. An exception ends the process; the worker starts it again after a while.
    """

    def register(run_once):
        lanes[name] = Lane(name, pause, run_once, at_start)
        return run_once

    return register


def drain():
    """Let every lane work here, in this process, until none finds anything to do. Returns how many things were done."""
    for each in lanes.values():
        each.at_start()
    total = 0
    while done := sum(each.run_once() for each in lanes.values()):
        total += done
    return total


def _give_back_abandoned():
    from core.queue import give_back_abandoned  # noqa: PLC0415  (models: loaded after the lanes are registered)

    give_back_abandoned()


@lane("tasks", pause=1.0, at_start=_give_back_abandoned)
def run_task():
    from core.queue import run_one  # noqa: PLC0415  (models: loaded after the lanes are registered)

    return run_one()


@lane("audit", pause=30.0)
def seal_the_log():
    from core.seals import seal_settled  # noqa: PLC0415  (likewise)

    return seal_settled()


_minutes = count()


@lane("upkeep", pause=60.0)
def keep_up():
    from core.database import gather_statistics  # noqa: PLC0415  (models: loaded after the lanes are registered)
    from core.heartbeat import forget_old_signs  # noqa: PLC0415  (likewise)
    from core.queue import give_back_of_silent_workers  # noqa: PLC0415  (likewise)

    give_back_of_silent_workers()
    forget_old_signs()
    if next(_minutes) % 60 == 0:
        gather_statistics()
    return 0
