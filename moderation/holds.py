"""Whether something is to be kept: a hold on it, on who wrote it or on where it stands stops whatever would remove it.

Each room asks this before it erases, throws away in time, or changes without keeping a version.
"""

from django.db.models.functions import Substr

from core.audit import record
from core.things import key_of, kind_of_row
from moderation.models import Hold

TURN = "holds"  # of whoever sets one, or removes what one may be on


def keys_that_hold(thing):
    """The keys of what a hold could be on so that it keeps this thing: itself, and what its kind names."""
    kind = kind_of_row(thing)
    return {key_of(thing), *(kind.kept_with(thing) if kind.kept_with else ())}


def is_held(thing) -> bool:
    return Hold.objects.on(keys_that_hold(thing)).exists()


def refs_on_hold(kind):
    """The refs of the things of a kind (its name) that a hold itself is on, for a query."""
    held = Hold.objects.running().filter(key__startswith=f"{kind}:")
    return held.annotate(ref_held=Substr("key", len(kind) + 2)).values("ref_held")


def keeps_against(deed, thing):
    """Whether a hold keeps a deed from being done now; then that is noted, in the caller's transaction: where that goes
    on in another way. `deed` is a word for the record, such as `erase`."""
    if not is_held(thing):
        return False
    note_stop(deed, thing)
    return True


def note_stop(deed, thing, *, by=None):
    """Note that a hold stopped a deed. What is refused is taken back with its transaction, so that is over by then."""
    record("moderation.hold_stopped", by=by, on=thing, reason=deed, outcome="stopped")
