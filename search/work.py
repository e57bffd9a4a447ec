"""Working off the outbox: what is pending is made into documents, written, and ticked off.

The index is a copy: whatever goes wrong here costs a reader freshness, never a post, and never shows too much.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from core.backoff import Backoff
from core.database import one_commit
from core.lease import claim, put_back
from core.pieces import in_pieces
from core.things import KEY, kind_named
from search.engine import engine
from search.engines.base import EngineUnavailable, NoIndex
from search.indexing import sources
from search.live import refresh, tick_off
from search.models import Indexed, Pending
from search.rebuild import rebuild

logger = logging.getLogger(__name__)
BATCH = 200
PATIENCE = timedelta(seconds=1)  # until an engine that could not be written to is asked again

_building = Backoff()
_away = Backoff(longest=2)  # seconds; once it is there again, nobody should wait long


def run_once():
    """Work off up to BATCH pending rows; returns how many are done. An absent or damaged index is built anew; while
    that fails, or the engine is away, the rows wait and lose none of their ten attempts."""
    if not _is_built() or not Pending.objects.exists():
        return 0
    pending = claim(Pending.objects.order_by("seq"), BATCH)
    if not pending:
        return 0
    try:
        with engine().turn():
            return work_off(pending)
    except EngineUnavailable as error:
        _give_back(pending)
        logger.warning("The index cannot be written: %s", error)
        return _build_again() if isinstance(error, NoIndex) else 0


def work_off(pending):
    """Index the claimed rows, and queue whatever stands under those that ask for their whole tree."""
    documents, failed = _documents(pending)
    for row in failed:
        put_back(row)
    done = [row for row in pending if row not in failed]
    _write(done, documents)
    for row in done:
        if row.whole_tree:
            _queue_below(row)
    _tick_off(done, documents)
    return len(done)


def documents_of(kind, refs):
    """{key: (row, document or None)} of one kind."""
    source = sources().get(kind)
    if source is None:
        return {}
    rows = list(source.rows().filter(ref__in=refs))
    source.gather(rows)
    return {f"{kind}:{row.ref}": (row, source.document(row)) for row in rows}


def _is_built():
    """Whether there is an index to write to; it is built if there is none. An engine that is away is not asked at each
    turn, and operators are told once."""
    if not _away.is_over():
        return False
    _away.started()
    try:
        is_ready = engine().is_ready()
    except EngineUnavailable as error:
        _away.failed()
        if _away.failures == 1:
            logger.warning("The search engine is away: %s", error)
        return False
    _away.succeeded()
    return is_ready or bool(_build_again())


def _build_again():
    """Build the index, unless that failed a moment ago; returns how many documents there are."""
    if not _building.is_over():
        return 0
    _building.started()
    try:
        return rebuild()
    except EngineUnavailable as error:
        pause = _building.failed()
        logger.warning("The index cannot be built, again in %s s: %s", pause, error)
        return 0


@transaction.atomic
def _give_back(pending):
    """The engine's fault is not the row's: it may come again soon, as often as need be. What somebody queues again at
    this moment is free without our help."""
    rows = Pending.objects.select_for_update(skip_locked=True).filter(pk__in=[row.pk for row in pending])
    Pending.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        claimed_until=None, not_before=timezone.now() + PATIENCE, attempts=Greatest(F("attempts") - 1, 0)
    )


def _documents(pending):
    """({key: document or None}, [rows that failed]), one query for each kind."""
    by_kind, found, failed = {}, {}, []
    for row in pending:
        by_kind.setdefault(_parted(row.key)[0], []).append(row)
    for kind, rows in by_kind.items():
        made, refused = _made(kind, rows)
        found.update(made)
        failed += refused
    return found, failed


def _made(kind, rows):
    """As `_documents`, for one kind. A row whose making raises harms no other: they are made one by one then."""
    try:
        made = documents_of(kind, [_parted(row.key)[1] for row in rows])
    except Exception:
        if len(rows) == 1:
            logger.exception("No document could be made of %s.", rows[0].key)
            return {}, rows
        parts = [_made(kind, [row]) for row in rows]
        return {key: made for part, _ in parts for key, made in part.items()}, [row for _, bad in parts for row in bad]
    documents = {row.key: made.get(row.key, (None, None))[1] for row in rows}
    versions = {row.key: row.seq for row in rows}
    return {key: each and replace(each, version=versions[key]) for key, each in documents.items()}, []


def _parted(key):
    match = KEY.match(key)
    return (match[1], match[2]) if match else ("", "")


def _write(pending, documents):
    """Delete what is gone or lives elsewhere now, then write the rest."""
    before = dict(Indexed.objects.filter(key__in=documents).values_list("key", "index"))
    gone, fresh = {}, {}
    for row in pending:
        document, index = documents[row.key], before.get(row.key)
        if index and (document is None or document.index != index):
            gone.setdefault(index, {})[row.key] = row.seq
        if document is not None:
            fresh.setdefault(document.index, []).append(document)
    for index, versions in gone.items():
        engine().delete(index, versions)
    _announce([each for written in fresh.values() for each in written if before.get(each.key) != each.index])
    for index, written in fresh.items():
        engine().write(index, written)


def _announce(documents):
    """Say where a document will stand before it is written there: if this process is killed in between, and the
    thing moves on meanwhile, the next turn still knows where to delete it."""
    _remember([Indexed(key=each.key, seq=0, index=each.index) for each in documents])


@transaction.atomic
def _tick_off(pending, documents):
    """Remember what is indexed; a row queued again meanwhile stays, to be worked off again."""
    written = [(row, documents[row.key]) for row in pending if documents[row.key] is not None]
    # A worker that comes late, after its lease, must not put back what a later one has written down.
    later = {row.key: row.seq for row in pending}
    known = dict(Indexed.objects.select_for_update().filter(key__in=later).values_list("key", "seq"))
    late = {key for key, seq in known.items() if seq > later[key]}
    _remember([Indexed(key=row.key, seq=row.seq, index=each.index) for row, each in written if row.key not in late])
    gone = [row.key for row in pending if documents[row.key] is None and row.key not in late]
    Indexed.objects.filter(key__in=gone).delete()
    kept = tick_off({row.pk: row.seq for row in pending})
    kept.update(claimed_until=None, attempts=0)


def _remember(indexed):
    Indexed.objects.bulk_create(
        indexed, update_conflicts=True, unique_fields=["key"], update_fields=["seq", "index"], batch_size=BATCH
    )


def _queue_below(pending):
    """What stands under a thing is queued before the thing itself is ticked off, as narrow as it was."""
    name, ref = _parted(pending.key)
    source, kind = sources().get(name), kind_named(name)
    row = kind.model.objects.filter(ref=ref).first() if source and kind else None
    for piece in in_pieces(source.below(row) if row is not None else (), BATCH):
        with one_commit():
            for key in piece:
                refresh(key, whole_tree=True, narrows=pending.narrows)
