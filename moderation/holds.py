"""Whether something is to be kept: a hold on it, on who wrote it or on where it stands stops whatever would remove it.

Each room asks this before it erases, throws away in time, or changes without keeping a version.
"""

from django.db.models.functions import Substr

from core.audit import record
from core.things import key_of, kind_named, kind_of_row
from moderation.models import Hold

TURN = "holds"  # of whoever sets one, or removes what one may be on


def holds_on(things):
    """{key: keys of what the holds are on that keep it} of things: two queries, and a few more for each kind while a
    hold is in force at all."""
    running = set(Hold.objects.running().values_list("key", flat=True))
    return {key: keys & running for key, keys in _keys_that_hold(things if running else []).items()}


def is_on_hold(thing) -> bool:
    return bool(holds_on([thing]).get(key_of(thing)))


def _keys_that_hold(things):
    """{key: the keys of what a hold could be on so that it keeps this thing}: itself, and what its kind names."""
    by_kind = {}
    for thing in things:
        by_kind.setdefault(kind_of_row(thing).name, []).append(thing)
    found = {}
    for name, rows in by_kind.items():
        kind = kind_named(name)
        belonging = kind.kept_with(rows) if kind.kept_with else {}
        found.update({key_of(row): {key_of(row), *belonging.get(row.pk, ())} for row in rows})
    return found


def refs_on_hold(kind):
    """The refs of the things of a kind (its name) that a hold itself is on, for a query."""
    held = Hold.objects.running().filter(key__startswith=f"{kind}:")
    return held.annotate(ref_held=Substr("key", len(kind) + 2)).values("ref_held")


def keeps_against(deed, thing):
    """Whether a hold keeps a deed from being done now; then that is noted, in the caller's transaction: where that goes
    on in another way. `deed` is a word for the record, such as `erase`."""
    if not is_on_hold(thing):
        return False
    note_stop(deed, thing)
    return True


def note_stop(deed, thing, *, by=None):
    """Note that a hold stopped a deed. What is refused is taken back with its transaction, so that is over by then.

    Where the hold is on a person, the note is of that hold, not of the thing: both together would seem to say who wrote
    it. And without `by` it is nobody's and of no session: it may be the writer who is at work.
    """
    noted = {key if key.startswith("person:") else key_of(thing) for key in holds_on([thing]).get(key_of(thing), ())}
    for key in sorted(noted):
        record("moderation.hold_stopped", by=by, on=key, reason=deed, outcome="stopped", face=by is not None)
