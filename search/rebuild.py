"""Making the index anew, and comparing it with the database."""

import logging
from itertools import islice

from django.db import transaction

from core.database import one_commit
from core.pieces import in_pieces
from core.unhurried import unhurried
from search.document import COMMONS
from search.engine import engine
from search.indexing import sources
from search.live import last_seq, refresh, tick_off
from search.models import Indexed, Pending

logger = logging.getLogger(__name__)
BATCH = 500
AT_ONCE = 200  # things queued in one transaction: whoever writes waits for it


def rebuild(progress=lambda done: None):
    """Fill a new copy beside the one that answers, swap, and give the number of documents.

    Rows that change meanwhile wait in the outbox and are worked off afterwards. Documents of a rebuild carry version
    0, so that whatever the outbox says later is newer: on PostgreSQL a row committed during the rebuild may have taken
    its number before it.
    """
    with unhurried(), engine().turn(), engine().beside() as fresh:
        indexed, waiting = {}, list(Pending.objects.values_list("pk", "seq"))
        for index, documents in _batches():
            fresh.write(index, documents)
            indexed |= {each.key: index for each in documents}
            progress(len(indexed))
        fresh.take_over()
        _write_down(indexed)
        # What waited at the beginning is in the copy, unless it was queued again; its tree is too.
        for piece in in_pieces(waiting, BATCH):
            with transaction.atomic():
                tick_off(dict(piece))
    return len(indexed)


def _write_down(indexed):
    """Put {key: index} of the new copy in the place of what was indexed before, in many short transactions, so that
    nobody who writes waits for all of it. The caller has the turn. Killed half-way, `reconcile` finds the rest."""
    for piece in in_pieces(indexed.items(), BATCH):
        rows = [Indexed(key=key, seq=0, index=index) for key, index in piece]
        Indexed.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=["seq", "index"])
    gone = set(Indexed.objects.values_list("key", flat=True)) - set(indexed)
    for piece in in_pieces(gone, BATCH):
        Indexed.objects.filter(key__in=piece).delete()


def _batches():
    """(index, documents) in batches, kind by kind."""
    waiting = {}
    for document in _all():
        batch = waiting.setdefault(document.index, [])
        batch.append(document)
        if len(batch) >= BATCH:
            yield document.index, waiting.pop(document.index)
    yield from waiting.items()


def _all():
    """Every document there should be. A row that none can be made of is told to operators, and is not found."""
    for name, source in sources().items():
        rows = source.rows().iterator(chunk_size=BATCH)
        while some := list(islice(rows, BATCH)):
            source.gather(some)
            for row in some:
                try:
                    document = source.document(row)
                except Exception:
                    logger.exception("No document could be made of %s:%s.", name, row.ref)
                    continue
                if document is not None:
                    yield document


def reconcile():
    """Compare database, record and index, and queue what differs for the worker.

    Gives {missing, ghosts, outdated}: numbers of keys. Sealed indexes of spaces without documents are dropped at once.
    An index that is ahead of the database is made anew at once.
    """
    with unhurried(), engine().turn():
        wanted, held = {document.key: document.index for document in _all()}, _held()
        is_ahead = _is_ahead(held)
        for index in engine().indexes() - {COMMONS} - set(wanted.values()):
            engine().drop(index)
        differing = _differences(wanted, held)
        if not is_ahead:
            _queue(differing, wanted, held)
    found = {name: len(keys) for name, keys in differing.items()}
    if any(found.values()):
        logger.warning("The index differed from the database: %s", found)
    if is_ahead:
        logger.warning("The index holds versions that this database never gave, so it is made anew.")
        rebuild()
    return found


def _is_ahead(held):
    """Whether something bears a version that was never given: the database was restored from before it. The worker,
    who writes nothing in the place of something newer, could not mend it, and what was deleted by such a version might
    refuse to come back for as long as an engine remembers deletions."""
    latest = last_seq()
    return any(version > latest for places in held.values() for version in places.values())


def _differences(wanted, held):
    """{missing, ghosts, outdated}: sets of keys."""
    recorded = dict(Indexed.objects.values_list("key", "seq"))
    missing, ghosts = set(wanted) - set(held), set(held) - set(wanted)
    outdated = {key for key in set(wanted) & set(held) if held[key] != {wanted[key]: recorded.get(key)}}
    return {"missing": missing, "ghosts": ghosts, "outdated": outdated}


def _queue(differing, wanted, held):
    """The caller has the turn, so nobody else writes down what is indexed."""
    for piece in in_pieces(sorted(set().union(*differing.values())), AT_ONCE):
        with one_commit():
            for key in piece:
                _queue_one(key, differing, wanted, held)


def _queue_one(key, differing, wanted, held):
    if key not in differing["missing"]:
        # Where it really is, so that the worker deletes it there; a second wrong place shows the next time.
        index = next((index for index in held[key] if index != wanted.get(key)), wanted.get(key))
        Indexed.objects.update_or_create(key=key, defaults={"seq": 0, "index": index})
    refresh(key, narrows=key in differing["ghosts"])


def _held():
    """{key: {index: version}} of all that stands in the indexes."""
    held = {}
    for index in engine().indexes():
        for key, version in engine().versions(index).items():
            held.setdefault(key, {})[index] = version
    return held
