"""The worker: every lane in a child process of its own, started again with growing pauses when it dies."""

import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time

import django
from django.apps import apps
from django.db import InterfaceError, OperationalError, connections

from core import parent
from core.backoff import Backoff
from core.database import let_go
from core.lanes import lanes
from core.places import place

logger = logging.getLogger(__name__)

LOOK = 0.2  # seconds between two looks at children, parent and signals
AWAY = 1  # seconds until a lane asks again for a database that was away
PATIENCE = 8  # seconds a lane has to finish its turn when the worker ends
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

# Forked lanes share what is loaded; macOS does not survive fork, so there each lane loads everything again.
processes = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class LaneProcess:
    """One lane's child process, over all its lives."""

    def __init__(self, name):
        self.name, self.process, self.backoff = name, None, Backoff()

    def start(self):
        let_go()  # a connection must not be shared across fork
        self.process = processes.Process(target=run_lane, args=(self.name, os.getpid()), name=f"lane-{self.name}")
        self.process.start()
        self.backoff.started()

    def look(self):
        """Notice its death, and start it again once its pause is over."""
        if self.process and not self.process.is_alive():
            pause = self.backoff.failed()
            logger.error("Lane %s ended with %s; again in %s s.", self.name, self.process.exitcode, pause)
            self.process = None
        if self.process is None and self.backoff.is_over():
            self.start()

    def end(self, deadline):
        self.process.join(max(0, deadline - time.monotonic()))
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Worker:
    """Runs all lanes until it is told to end, or until the process that started it is gone."""

    def __init__(self, watched=None):
        self.watched, self.is_ending = watched, False
        self.children = [LaneProcess(name) for name in lanes]

    def run(self):
        with place():
            for number in ENDING:
                signal.signal(number, self._end)
            while not (self.is_ending or parent.is_gone(self.watched)):
                for child in self.children:
                    child.look()
                self._wait()
            self._end_lanes()

    def _end(self, number, frame):
        self.is_ending = True

    def _wait(self):
        alive = [child.process.sentinel for child in self.children if child.process]
        if alive:
            multiprocessing.connection.wait(alive, timeout=LOOK)
        time.sleep(0 if alive else LOOK)

    def _end_lanes(self):
        alive = [child for child in self.children if child.process]
        for child in alive:
            child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in alive:
            child.end(deadline)


def run_lane(name, worker):
    """A lane's whole life: turn after turn until SIGTERM, or until its worker is gone."""
    threading.Thread(target=parent.end_with, args=[worker], name="parent-watch", daemon=True).start()
    for number in (signal.SIGINT, signal.SIGHUP):  # the terminal tells every process; the worker decides
        signal.signal(number, signal.SIG_IGN)
    ending = []
    signal.signal(signal.SIGTERM, lambda number, frame: ending.append(number))
    if not apps.ready:
        django.setup()
    from core.heartbeat import Heartbeat  # noqa: PLC0415  (models: where lanes are not forked, Django is ready only now)

    lane = lanes[name]
    heartbeat = Heartbeat(name)
    heartbeat.start()
    has_begun = False
    while not ending:
        heartbeat.busy_since = time.monotonic()
        try:
            if not has_begun:
                lane.at_start()
                has_begun = True
            pause = 0 if lane.run_once() else lane.pause
        except (OperationalError, InterfaceError) as error:
            # The database is away or full: no fault of the lane, which is to go on as soon as it is back.
            logger.warning("Lane %s: the database cannot be used: %s", name, error)
            connections.close_all()
            pause = AWAY
        except Exception:
            # Python itself would print it as it is; the log leaves out what people wrote.
            logger.exception("Lane %s failed.", name)
            sys.exit(1)
        heartbeat.busy_since = None
        _rest(pause, ending)


def _rest(pause, ending):
    until = time.monotonic() + pause
    while not ending and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, LOOK))
