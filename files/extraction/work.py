"""What the lane `documents` does: asks the virus scanner, then reads the text, one file at a time.

The slow part, the scanner's and the child's, is outside of any transaction; what came of it is written in one short
one, and only while the claim is still ours. Killed at any moment, the row comes back when its lease is over.
"""

import logging
import time

from core.lease import MOST_ATTEMPTS, claim, hand_back, put_back
from files import actions, disk, scanner
from files.extraction import health
from files.extraction.reading import Interrupted, NotIsolated, Reading, read
from files.models import StoredFile

logger = logging.getLogger(__name__)

# Longer than scanner and child may take together, so that nobody else takes up a file that is being looked at.
LEASE = 180
PAUSE = 60  # seconds until a kernel that refused isolation is asked again


_told = {"at": None}


def run_once():
    """Look at one file that is due; returns how many were done. A row that failed ten times is given up, aloud."""
    _tell_of_isolation()
    given_up = _give_up()
    rows = claim(StoredFile.objects.queued(), 1, seconds=LEASE)
    for row in rows:
        _look_at(row)
    return len(rows) + given_up


def _tell_of_isolation():
    if _told["at"] is None or time.monotonic() - _told["at"] > health.AGAIN:
        health.tell()
        _told["at"] = time.monotonic()


def _look_at(row):
    try:
        _scan(row) and _read(row)
    except FileNotFoundError:
        if _note_missing(row):  # else it was swept meanwhile
            logger.error("The bytes of file:%s are missing on disk.", row.ref)
    except NotIsolated as error:
        logger.error("Documents are not read: %s. See /readyz.", error)
        hand_back(row, PAUSE)
    except (Interrupted, scanner.ScannerAway) as error:
        logger.warning("file:%s is looked at again: %s", row.ref, error)
        put_back(row)


def _note_missing(row):
    """What waits for the virus scanner can't be looked into any more, and waits for a moderator; returns whether the
    row was still ours."""
    if row.state == StoredFile.WAITING and not row.scanned_at:
        actions.note_verdict(row, scanner.Verdict(StoredFile.UNSCANNABLE))
        return StoredFile.objects.filter(pk=row.pk, finding=StoredFile.UNSCANNABLE).exists()
    return actions.note_reading(row, Reading(StoredFile.UNREADABLE))


def _scan(row):
    """Whether the file may be read now."""
    if row.state == StoredFile.WAITING and not row.scanned_at:
        if not scanner.is_wanted():  # it was when the file came in
            return actions.note_verdict(row, scanner.Verdict())
        return actions.note_verdict(row, scanner.scan(disk.full(row.path)))
    return row.state == StoredFile.STORED


def _read(row):
    if row.is_document and not row.read_at:
        actions.note_reading(row, read(disk.full(row.path), row.type))
    else:
        actions.note_done(row)


def _give_up():
    """Rows whose ten attempts are over and that nobody holds: what could not be found out is told."""
    rows = StoredFile.objects.worn_out()[:10]
    for row in rows:
        logger.error("file:%s was looked at %s times and is given up.", row.ref, MOST_ATTEMPTS)
        if row.state == StoredFile.WAITING and not row.scanned_at:
            actions.note_verdict(row, scanner.Verdict(StoredFile.UNSCANNABLE))
        else:
            actions.note_reading(row, Reading(StoredFile.TOO_MUCH))
    return len(rows)
