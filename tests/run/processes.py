"""Real processes for the tests of this folder: start one, see what belongs to it, wait for something to become true."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SUPERVISOR = [sys.executable, "-m", "config.supervisor"]


@dataclass(frozen=True)
class Process:
    number: int
    parent: int
    command: str


def environment(var, port=8000, **changes):
    """What `make run` would give its children, with a data folder and port of the test's own. The embedded form, or
    with FORA_DATABASE_URL and the like among the changes another."""
    names = {"FORA_VAR": str(var), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "tests.run.settings"}
    path = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    left_out = ("FORA_PARENT", "MAKELEVEL", "MAKEFLAGS", "FORA_DATABASE_URL", "FORA_REDIS_URL", "FORA_SEARCH_URL")
    inherited = {key: value for key, value in os.environ.items() if key not in left_out}
    return {**inherited, "PYTHONPATH": path, **names, **changes}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def manage(var, *arguments, **changes):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var, **changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def processes_of(var):
    """Every living process that was started for this data folder, found by its environment."""
    found = []
    mark = f"FORA_VAR={var}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                status = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if status[0] != "Z":
                    found.append(Process(int(folder.name), int(status[1]), command))
        except OSError:  # it ended while we looked
            continue
    return found


def children_of(number):
    """The numbers of the living processes that this one has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it ended while we looked
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state != "Z" and int(parent) == number:
                found.append(int(folder.name))
    return found


def answers(port):
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False


def eventually(question, seconds):
    """Whether `question()` becomes true within so many seconds."""
    last = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < last:
        time.sleep(0.1)
    return bool(answer)
