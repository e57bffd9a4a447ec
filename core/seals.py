"""Seals: the worker binds what stands in the audit log, so that a later change to it is found.

Each seal covers a range of ids that nobody can add to any more, and the seal before it. Its digest is an HMAC-SHA256
whose key is not in the database: who owns the database can switch the triggers off and change rows, but cannot make
the chain fit again. What they can do is cut off its end; so the worker writes each seal's number and digest to its own
log, which leaves the machine, and `manage.py audit verify --seen` compares with it.
"""

import hashlib
import hmac
import json
import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from core.models import AuditEntry, AuditSeal
from core.turns import turn

logger = logging.getLogger("fora.audit")

MOST = 5_000  # entries under one seal
PATIENCE = 5  # seconds that writers have to come to an end, until the next turn
PURPOSE = b"fora.audit.seal"
COLUMNS = ("id", "at", "actor", "verb", "key", "place", "session", "reason", "outcome")


@dataclass(frozen=True)
class Finding:
    """What is wrong with a seal. what: `changed` (the entries under it), `chain` (its place), `end` (cut off)."""

    seal: int
    first: int
    last: int
    what: str


@dataclass(frozen=True)
class Verdict:
    """findings: [] where all is as it was sealed. seals, entries: how many were looked at. unsealed: entries after the
    last seal. number, digest: of the last seal, to be kept elsewhere."""

    findings: list
    seals: int
    entries: int
    unsealed: int
    number: int
    digest: str


def seal_settled():
    """Seal what nobody can add to any more, in ranges of at most 5,000 entries; returns how many entries that were."""
    last = _last_sealed()
    if not AuditEntry.objects.filter(pk__gt=last).exists():  # looking takes no lock
        return 0
    with turn("audit-seals"):
        settled = _settled()
        count = 0
        while made := _seal_next(settled):
            count += made
    return count


def verify(seen=()):
    """Compare all entries with their seals. seen: [(number, digest)] of seals as they were written down elsewhere.

    A range whose digest no key of ours makes counts as changed: keep old keys in SECRET_KEY_FALLBACKS.
    """
    findings, entries, previous, expected, number = [], 0, "", 1, 0
    noted = dict(seen)
    for number, seal in enumerate(AuditSeal.objects.order_by("first").iterator(), start=1):
        rows = _rows(seal.first, seal.last)
        entries += len(rows)
        if seal.first != expected or seal.previous != previous or noted.pop(number, seal.digest) != seal.digest:
            findings.append(Finding(number, seal.first, seal.last, "chain"))
        if not any(_same(seal, rows, key) for key in _keys()):
            findings.append(Finding(number, seal.first, seal.last, "changed"))
        previous, expected = seal.digest, seal.last + 1
    findings += [Finding(cut, 0, 0, "end") for cut in sorted(noted)]
    unsealed = AuditEntry.objects.filter(pk__gte=expected).count()
    return Verdict(findings, number, entries, unsealed, number, previous)


def _seal_next(settled):
    """One more seal, over ids up to `settled`; returns how many entries are under it."""
    before = AuditSeal.objects.order_by("-last").first()
    first = before.last + 1 if before else 1
    ids = list(
        AuditEntry.objects.filter(pk__gte=first, pk__lte=settled).order_by("pk").values_list("pk", flat=True)[:MOST]
    )
    if not ids:
        return 0
    previous = before.digest if before else ""
    digest = _digest(first, ids[-1], previous, _rows(first, ids[-1]), _keys()[0])
    with transaction.atomic():
        seal = AuditSeal.objects.create(first=first, last=ids[-1], digest=digest, previous=previous)
    logger.info("audit seal %s %s", AuditSeal.objects.filter(pk__lte=seal.pk).count(), digest)
    return len(ids)


def _last_sealed():
    return AuditSeal.objects.aggregate(last=Max("last"))["last"] or 0


def _settled():
    """The highest id below which nobody can add an entry any more; 0 if that can't be told now.

    SQLite has one writer at a time. On PostgreSQL a transaction takes its ids before it commits: whoever is writing to
    the table now is waited for, without holding anybody up; who comes later gets higher ids.
    """
    highest = AuditEntry.objects.aggregate(highest=Max("pk"))["highest"] or 0
    if connection.vendor != "postgresql":
        return highest
    writing, last = _writing(), time.monotonic() + PATIENCE
    while writing and time.monotonic() < last:
        time.sleep(0.05)
        writing &= _writing()
    return 0 if writing else highest


def _writing():
    """The transactions that have written to the table, or are about to, and have not ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock'"
            " AND relation = 'core_auditentry'::regclass AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return {row[0] for row in cursor.fetchall()}


def _rows(first, last):
    return list(AuditEntry.objects.filter(pk__gte=first, pk__lte=last).order_by("pk").values_list(*COLUMNS))


def _same(seal, rows, key):
    return hmac.compare_digest(seal.digest, _digest(seal.first, seal.last, seal.previous, rows, key))


def _digest(first, last, previous, rows, key):
    """Over everything that an entry says, each value in its own place."""
    sealed = hmac.new(key, digestmod=hashlib.sha256)
    sealed.update(_line([first, last, previous]))
    for number, at, *texts in rows:
        sealed.update(_line([number, at.isoformat(), *texts]))
    return sealed.hexdigest()


def _line(values):
    return json.dumps(values, ensure_ascii=True).encode() + b"\n"


def _keys():
    """The keys that seals may have been made with, today's first."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [hashlib.blake2b(secret.encode(), digest_size=32, person=PURPOSE).digest() for secret in secrets]
