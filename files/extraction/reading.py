"""Starts the child for one document, waits a bounded while, and believes nothing of its answer but its shape.

The slow part: call it outside of any transaction.
"""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from files.extraction import answer
from files.extraction.fields import LABELS

CHILD = Path(__file__).with_name("child.py")
PATIENCE = 35  # seconds by the clock; the child has 30 of processor time
FAREWELL = 2
BLOCK = 64 * 1024
# Threads and arenas reserve addresses, and there are 768 MB of those: one thread each, one arena.
ENVIRONMENT = {"TOKIO_WORKER_THREADS": "1", "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
# Endings that are the file's own doing: no memory, no time, too much written.
BROKEN_LIMITS = {-signal.SIGABRT, -signal.SIGXCPU, -signal.SIGXFSZ}
READINGS = {answer.READ, answer.PARTLY, answer.EMPTY, "pictures"}


class Interrupted(Exception):
    """The reading ended for a reason that need not be the file's: killed from outside, or too slow by the clock."""


class NotIsolated(Exception):
    """The kernel refuses the child its isolation, and FORA_EXTRACT_UNISOLATED is not set."""


@dataclass(frozen=True)
class Reading:
    """reading: a code of StoredFile.READINGS. pages: [(heading, text, language)]."""

    reading: str
    page_count: int = 0
    pages: list = field(default_factory=list)
    found: dict = field(default_factory=dict)


def read(path, type_name):
    """What the document at `path` (a full path) says. Raises Interrupted or NotIsolated; FileNotFoundError where its
    bytes are missing."""
    code, said = _ask(path, type_name)
    if code in BROKEN_LIMITS or len(said) > answer.MOST_ANSWER:
        return Reading(answer.TOO_MUCH)
    if code in {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT}:
        raise Interrupted(f"the child ended with {code}")
    if code:
        return Reading(answer.UNREADABLE)
    told = _told(said)
    if told.get("refused") and not settings.EXTRACT_UNISOLATED:
        raise NotIsolated(str(told["refused"])[:200])
    return _shaped(told)


def isolation_refused():
    """Why a child cannot be isolated here; empty if it can."""
    code, said = _ask(os.devnull, "none")
    return str(_told(said).get("refused", ""))[:200] if code == 0 else f"the child ended with {code}"


def _ask(path, type_name):
    """(how the child ended, what it said) of one child that gets the file and nothing else."""
    alone = "0" if settings.EXTRACT_UNISOLATED else "1"
    with Path(path).open("rb") as file, tempfile.TemporaryDirectory(prefix="fora-read-") as empty:
        Path(empty).chmod(0o755)  # whoever the child becomes stands in it; there is nothing in it to see
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", str(CHILD), type_name, str(os.getpid()), alone],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd=empty,
            close_fds=True,
            start_new_session=True,
        )
        try:
            said = _heard(child, time.monotonic() + PATIENCE)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.stdout.close()
            child.wait()
    return child.returncode, said


def _heard(child, deadline):
    """All that the child says until it ends, or a little more than it may; raises Interrupted at the deadline."""
    said = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while len(said) <= answer.MOST_ANSWER:
            if not selector.select(max(0, deadline - time.monotonic())):
                raise Interrupted(f"no answer after {PATIENCE} s")
            block = os.read(child.stdout.fileno(), BLOCK)
            if not block:
                with contextlib.suppress(subprocess.TimeoutExpired):  # it said all, and is killed if it stays
                    child.wait(FAREWELL)
                break
            said += block
    return bytes(said)


def _told(said):
    """The child's words as a dict; one that a hostile file took over may say anything."""
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _shaped(told):
    reading = str(told.get("reading"))
    found = _shaped_found(told.get("found"))
    if reading not in READINGS:
        known = reading in {answer.PROTECTED, answer.TOO_MUCH}
        return Reading(reading if known else answer.UNREADABLE, found=found)
    kept, pages = answer.Answer(), told.get("pages")
    for page in pages if isinstance(pages, list) else ():
        if not _is_page(page) or not kept.add(page[0], page[1]):
            return Reading(answer.UNREADABLE, found=found)
    count = told.get("page_count")
    count = min(count, 1_000_000) if isinstance(count, int) and count >= 0 else 0
    return Reading(reading, max(count, len(kept.pages)), [tuple(page) for page in kept.pages], found)


def _is_page(page):
    return isinstance(page, list) and len(page) > 1 and isinstance(page[0], str) and isinstance(page[1], str)


def _shaped_found(found):
    kept = answer.Answer()
    if isinstance(found, dict):
        kept.tell(**{name: said for name, said in found.items() if name in LABELS and isinstance(said, str)})
    return kept.found
