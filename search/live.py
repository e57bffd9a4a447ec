"""`refresh` is the only way to say that the index is behind."""

from django.db import connection
from django.db.models import F

from core.things import key_of
from search.models import Counter, Pending


def refresh(row, *, whole_tree=False, narrows=False):
    """Queue a row (or a key) for the index in the caller's transaction: rolled back is never indexed, committed is
    never lost. Queuing again raises `seq`, and what was asked before is still asked."""
    key = row if isinstance(row, str) else key_of(row)
    pending, is_new = Pending.objects.get_or_create(
        key=key, defaults={"seq": next_seq(), "whole_tree": whole_tree, "narrows": narrows}
    )
    if not is_new:
        Pending.objects.filter(pk=pending.pk).update(
            seq=next_seq(),
            attempts=0,
            not_before=None,
            whole_tree=pending.whole_tree or whole_tree,
            narrows=pending.narrows or narrows,
        )


def next_seq():
    """The next number of the one counter of this database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('search_seq')")
            return cursor.fetchone()[0]
    Counter.objects.filter(pk=1).update(last=F("last") + 1)
    return Counter.objects.values_list("last", flat=True).get(pk=1)
