"""The workers' signs of life: a row for each lane of each worker, on whatever machine, for /readyz on any other."""

import threading
import time
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connections
from django.db.models import DurationField, ExpressionWrapper, F
from django.db.models.functions import Now

from core.lanes import lanes
from core.models import Sign
from core.places import worker_name

PAUSE = 3  # seconds between two signs
SILENT = 15  # seconds without a sign: the lane is taken for dead
STUCK = 30 * 60  # seconds in one turn: alive, but an operator should look
OLD = timedelta(days=1)


class Heartbeat:
    """Written by a thread of the lane's process, so that a long turn is not taken for death.

    busy_since: when the lane's present turn began, by time.monotonic(); None between two.
    """

    def __init__(self, lane):
        self.lane, self.worker, self.busy_since = lane, worker_name(), None

    def start(self):
        threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True).start()

    def beat(self):
        """One statement that writes one row over, so no lock is ever held while another is waited for."""
        since = self.busy_since  # once: the lane's own thread ends its turn at any moment
        busy_for = None if since is None else time.monotonic() - since
        sign = Sign(lane=self.lane, worker=self.worker, at=Now(), busy_for=busy_for)
        Sign.objects.bulk_create(
            [sign], update_conflicts=True, unique_fields=["lane", "worker"], update_fields=["at", "busy_for"]
        )

    def _keep_beating(self):
        while True:
            try:
                self.beat()
            except (DatabaseError, InterfaceError):  # away or full: the sign grows old, which is what it should tell
                connections.close_all()
            time.sleep(PAUSE)


def signs():
    """All signs, each with its `age`, by the database's clock: machines need not agree on the time."""
    return Sign.objects.annotate(age=ExpressionWrapper(Now() - F("at"), output_field=DurationField()))


def workers_heard_of(within):
    """Names of the workers that gave a sign within this time."""
    return signs().filter(age__lt=within).values_list("worker", flat=True).distinct()


def forget_old_signs():
    """Workers come and go; a day after its last sign one is forgotten."""
    signs().filter(age__gt=OLD).delete()


def worker():
    """{"ok", "said"} of the workers together, for /readyz: a lane is well while it is on one of them."""
    by_lane = {}
    for sign in signs().order_by("age"):
        by_lane.setdefault(sign.lane, []).append(_trouble(sign))
    ails = {name: _least(by_lane.get(name, ["never gave a sign of life"])) for name in sorted(lanes)}
    said = [f"{name} {trouble}" for name, trouble in ails.items() if trouble]
    return {"ok": not said, "said": "; ".join(said) or f"{len(lanes)} lanes alive"}


def _trouble(sign):
    silence = sign.age.total_seconds()
    if silence > SILENT:
        return f"silent for {silence:.0f} s"
    if sign.busy_for is not None and (turn := sign.busy_for + silence) > STUCK:
        return f"in one turn for {turn:.0f} s"
    return ""


def _least(troubles):
    """No trouble if one worker has none, else that of the worker heard of last."""
    return "" if "" in troubles else troubles[0]
