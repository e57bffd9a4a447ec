"""The worker's signs of life: one small file a lane under FORA_VAR/worker, so that they need no database."""

import json
import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone

from core.lanes import lanes

PAUSE = 2  # seconds between two signs
SILENT = 15  # seconds without a sign: the lane is taken for dead
STUCK = 30 * 60  # seconds in one turn: alive, but an operator should look


@dataclass(frozen=True)
class Sign:
    """A lane's last sign: when it was given, and since when the lane has been in its present turn (None: idle)."""

    at: datetime
    busy_since: datetime | None


class Heartbeat:
    """Written by a thread of the lane's process, so that a long turn is not taken for death."""

    def __init__(self, lane):
        self.path = folder() / lane
        self.busy_since = None

    def start(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.beat()
        threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True).start()

    def beat(self):
        sign = {"at": time.time(), "busy_since": self.busy_since}
        written = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        written.write_text(json.dumps(sign))
        written.replace(self.path)

    def _keep_beating(self):
        while True:
            time.sleep(PAUSE)
            try:
                self.beat()
            except OSError:  # a full disk or a folder taken away: the sign grows old, which is what it should tell
                continue


def folder():
    return settings.VAR / "worker"


def sign_of(lane):
    """The lane's last sign, or None if it never gave one."""
    try:
        sign = json.loads((folder() / lane).read_text())
    except (OSError, ValueError):
        return None
    since = sign["busy_since"]
    return Sign(_moment(sign["at"]), _moment(since) if since else None)


def worker():
    """{"ok", "said"} of the whole worker, for /readyz."""
    ails = [f"{name} {trouble}" for name in sorted(lanes) if (trouble := _trouble(sign_of(name)))]
    return {"ok": not ails, "said": "; ".join(ails) or f"{len(lanes)} lanes alive"}


def _trouble(sign):
    if sign is None:
        return "never gave a sign of life"
    now = timezone.now()
    if (silence := (now - sign.at).total_seconds()) > SILENT:
        return f"silent for {silence:.0f} s"
    if sign.busy_since and (turn := (now - sign.busy_since).total_seconds()) > STUCK:
        return f"in one turn for {turn:.0f} s"
    return ""


def _moment(seconds):
    return datetime.fromtimestamp(seconds, tz=UTC)
