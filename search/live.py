"""`refresh` is the only way to say that the index is behind."""

from django.db import connection
from django.db.models import F

from core.things import key_of
from search.models import Counter, Pending


def refresh(row, *, whole_tree=False, narrows=False):
    """Queue a row (or a key) for the index in the caller's transaction: rolled back is never indexed, committed is
    never lost. Queuing again raises `seq`, and what was asked before is still asked."""
    refresh_all([row], whole_tree=whole_tree, narrows=narrows)


def refresh_all(rows, *, whole_tree=False, narrows=False):
    """The same for many rows (or keys) of one wish, in a few statements however many they are."""
    keys = sorted({row if isinstance(row, str) else key_of(row) for row in rows})  # one order: no two wait in a circle
    # What was asked before is left as it is, whoever asks it at this moment; and whoever holds it holds something
    # older: it is free again.
    asked = {name: True for name, wish in (("whole_tree", whole_tree), ("narrows", narrows)) if wish}
    Pending.objects.bulk_create(
        [Pending(key=key, seq=seq, **asked) for key, seq in zip(keys, next_seqs(len(keys)), strict=True)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["seq", "attempts", "not_before", "claimed_until", *asked],
    )


def tick_off(seqs):
    """Delete the pending rows whose `seq` is still what was worked off ({pk: seq}), in the caller's transaction; gives
    those that are to be worked off again.

    Rows that somebody queues again at this moment are passed over: a writer holds what it has queued until it commits,
    in an order of its own, and two that wait for each other would cost the writer its post.
    """
    rows = Pending.objects.select_for_update(skip_locked=True).filter(pk__in=seqs)
    now = dict(rows.values_list("pk", "seq"))
    is_done = {pk: seqs[pk] == seq for pk, seq in now.items()}
    Pending.objects.filter(pk__in=[pk for pk, done in is_done.items() if done]).delete()
    return Pending.objects.filter(pk__in=[pk for pk, done in is_done.items() if not done])


def next_seqs(count):
    """The next numbers of the one counter of this database."""
    if not count:
        return []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('search_seq') FROM generate_series(1, %s)", [count])
            return sorted(number for (number,) in cursor.fetchall())
    Counter.objects.filter(pk=1).update(last=F("last") + count)
    last = last_seq()
    return range(last - count + 1, last + 1)


def last_seq():
    """The last number that was given, which stays the last."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value FROM search_seq")
            return cursor.fetchone()[0]
    return Counter.objects.values_list("last", flat=True).get(pk=1)
