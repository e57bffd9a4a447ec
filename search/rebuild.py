"""Making the index anew, and comparing it with the database."""

import logging
from itertools import islice

from django.db import transaction

from search.document import COMMONS
from search.engine import engine
from search.indexing import sources
from search.live import next_seq, refresh, tick_off
from search.models import Indexed, Pending

logger = logging.getLogger(__name__)
BATCH = 500


def rebuild(progress=lambda done: None):
    """Fill a new copy beside the one that answers, swap, and give the number of documents.

    Rows that change meanwhile wait in the outbox and are worked off afterwards. Documents of a rebuild carry version
    0, so that whatever the outbox says later is newer: on PostgreSQL a row committed during the rebuild may have taken
    its number before it.
    """
    with engine().turn(), engine().beside() as fresh:
        indexed, waiting = [], list(Pending.objects.values_list("pk", "seq"))
        for index, documents in _batches():
            fresh.write(index, documents)
            indexed += [Indexed(key=each.key, seq=0, index=index) for each in documents]
            progress(len(indexed))
        fresh.take_over()
        with transaction.atomic():
            Indexed.objects.all().delete()
            Indexed.objects.bulk_create(indexed, batch_size=BATCH)
            # What waited at the beginning is in the copy, unless it was queued again; its tree is too.
            tick_off(dict(waiting))
    return len(indexed)


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
    """
    with engine().turn():
        wanted, held = {document.key: document.index for document in _all()}, _held()
        _take_out_what_is_ahead(held)
        for index in engine().indexes() - {COMMONS} - set(wanted.values()):
            engine().drop(index)
    return _queue_differences(wanted, held)


def _take_out_what_is_ahead(held):
    """Delete what bears a version that was never given (the database was restored from before it): the worker, who
    writes nothing in the place of something newer, could not mend it."""
    latest, ahead = next_seq(), {}
    for key, places in held.items():
        for index, version in places.items():
            if version > latest:
                ahead.setdefault(index, {})[key] = version
    for index, versions in ahead.items():
        engine().delete(index, versions)


@transaction.atomic
def _queue_differences(wanted, held):
    recorded = dict(Indexed.objects.values_list("key", "seq"))
    missing, ghosts = set(wanted) - set(held), set(held) - set(wanted)
    outdated = {key for key in set(wanted) & set(held) if held[key] != {wanted[key]: recorded.get(key)}}
    for key in ghosts | outdated:
        # Where it really is, so that the worker deletes it there; a second wrong place shows at the next comparison.
        index = next((index for index in held[key] if index != wanted.get(key)), wanted.get(key))
        Indexed.objects.update_or_create(key=key, defaults={"seq": 0, "index": index})
    for key in missing | ghosts | outdated:
        refresh(key, narrows=key in ghosts)
    found = {"missing": len(missing), "ghosts": len(ghosts), "outdated": len(outdated)}
    if any(found.values()):
        logger.warning("The index differed from the database: %s", found)
    return found


def _held():
    """{key: {index: version}} of all that stands in the indexes."""
    held = {}
    for index in engine().indexes():
        for key, version in engine().versions(index).items():
            held.setdefault(key, {})[index] = version
    return held
