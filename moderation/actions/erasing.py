"""Removing in two steps: what is out of sight is deleted, which can be undone; then it is erased, which can't be.

The second step comes when its day has come, or when another moderator says so at once. A hold stops it.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import things
from core.audit import record
from core.refusals import NotAllowed, require
from core.turns import turn
from moderation import refusals, rules
from moderation.holds import TURN, is_on_hold, note_stop
from moderation.models import Deletion, Erased

logger = logging.getLogger(__name__)


@transaction.atomic
def delete(thing, *, by, reason):
    """The first step: it is erased after `settings.DELETED_KEPT_DAYS`. Deleted already, it stays as it is. Raises
    NoReason."""
    require(rules.can_delete, by, thing)
    if not reason:
        raise refusals.NoReason
    due_at = timezone.now() + timedelta(days=settings.DELETED_KEPT_DAYS)
    deletion, is_new = Deletion.objects.get_or_create(
        key=things.key_of(thing), ended_at=None, defaults={"by": by, "reason": reason, "due_at": due_at}
    )
    if is_new:
        record("moderation.delete", by=by, on=thing, reason=reason)
    return deletion


@transaction.atomic
def keep(deletion, thing, *, by):
    """Take the first step back; what is out of sight stays so."""
    require(rules.can_review, by, thing)
    if not _end(deletion, "kept"):
        raise refusals.AlreadyDecided
    record("moderation.keep", by=by, on=thing)


@transaction.atomic
def keep_after_all(thing, *, by):
    """Take the first step back because the thing is in sight again. Its room asks for this in the transaction that
    brings it back, under the thing's lock."""
    for deletion in Deletion.objects.waiting().filter(key=things.key_of(thing)):
        if _end(deletion, "kept"):
            record("moderation.keep", by=by, on=thing)


def erase_now(deletion, thing, *, by):
    """The second step, before its day: by another moderator than the one who took the first. Raises Held,
    AlreadyDecided."""
    require(rules.can_erase, by, thing, deletion)
    try:
        _erase(deletion, thing, by)
    except refusals.Held:
        note_stop("erase", thing, by=by)
        raise


def erase_due():
    """What the lane does: the second step for whatever has come to its day. Returns how many were erased.

    What a hold stops is asked again a day later: so the record says each day that it did.
    """
    erased = 0
    for deletion in Deletion.objects.due()[:50]:
        try:
            erased += _erase_on_its_day(deletion)
        except Exception:  # one that can't be erased must not keep the others back
            logger.exception("The deletion %s can’t be carried out.", deletion.ref)
            _put_off(deletion)
    return erased


def _erase_on_its_day(deletion):
    """Whether it was erased: not if it is in sight again, if a hold stops it, or if another was quicker."""
    thing = things.row_of(deletion.key)
    if thing is not None and not rules.is_out_of_sight(thing):
        keep_after_all(thing, by=None)
        return False
    try:
        _erase(deletion, thing, None)
    except refusals.AlreadyDecided:
        return False
    except refusals.Held:
        note_stop("erase", thing)
        _put_off(deletion)
        return False
    return True


def _put_off(deletion):
    Deletion.objects.filter(pk=deletion.pk).update(due_at=timezone.now() + timedelta(days=1))


def _erase(deletion, thing, by):
    """Erase a thing, None for one that is gone already, and put up its tombstone. Raises Held, AlreadyDecided."""
    with turn(TURN), transaction.atomic():  # no hold is set meanwhile
        if thing is not None:
            _empty(thing, deletion, by)
        # Ended after the thing is locked, as whatever brings it back does: so nobody waits in a circle.
        if not _end(deletion, "erased"):
            raise refusals.AlreadyDecided


def _empty(thing, deletion, by):
    eraser, place = things.kind_of_row(thing).erase, things.place_of(thing)
    if eraser is None:
        raise NotAllowed(on=thing)
    if is_on_hold(thing):
        raise refusals.Held
    # Parts have tombstones too: in the back-up that they speak of they may stand in another whole.
    keys = dict.fromkeys([*eraser(thing), deletion.key])
    Erased.objects.bulk_create((Erased(key=key) for key in keys), ignore_conflicts=True)
    record("moderation.erase", by=by, on=deletion.key, reason=deletion.reason, place=place)


def _end(deletion, outcome):
    return Deletion.objects.waiting().filter(pk=deletion.pk).update(ended_at=timezone.now(), outcome=outcome)


@transaction.atomic
def erase_again(key):
    """Erase what a tombstone speaks of, if a back-up has brought it back; returns whether it had."""
    Erased.objects.get_or_create(key=key)
    thing = things.row_of(key)
    if thing is None or thing.erased_at:
        return False
    kind = things.kind_of_row(thing)
    (kind.erase_again or kind.erase)(thing)
    record("moderation.erase", by=None, on=key, reason="erased before, and brought back by a back-up")
    return True
