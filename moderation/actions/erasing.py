"""Removing in two steps: what is out of sight is deleted, which can be undone; then it is erased, which can't be.

The second step comes when its day has come, or when another moderator says so at once. A hold stops it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core import things
from core.audit import record
from core.refusals import NotAllowed, require
from moderation import refusals, rules
from moderation.holds import keeps_against
from moderation.models import Deletion, Erased


@transaction.atomic
def delete(thing, *, by, reason):
    """The first step: it is erased after `settings.DELETED_KEPT_DAYS`. Deleted already, it stays as it is."""
    require(rules.can_delete, by, thing)
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


def erase_now(deletion, thing, *, by):
    """The second step, before its day: by another moderator than the one who took the first. Raises Held."""
    require(rules.can_erase, by, thing, deletion)
    if keeps_against("erase", thing, by=by):
        raise refusals.Held
    _erase(deletion, thing, by)


def erase_due():
    """What the lane does: the second step for whatever has come to its day. Returns how many were erased.

    What a hold stops is asked again a day later: so the record says each day that it did.
    """
    erased = 0
    for deletion in Deletion.objects.due()[:50]:
        thing = things.row_of(deletion.key)
        if thing is not None and keeps_against("erase", thing):
            Deletion.objects.filter(pk=deletion.pk).update(due_at=timezone.now() + timedelta(days=1))
            continue
        _erase(deletion, thing, None)
        erased += 1
    return erased


@transaction.atomic
def _erase(deletion, thing, by):
    """Erase a thing, None for one that is gone already, and put up its tombstone."""
    if not _end(deletion, "erased"):
        raise refusals.AlreadyDecided
    if thing is None:
        return
    eraser = things.kind_of_row(thing).erase
    if eraser is None:
        raise NotAllowed(on=thing)
    place = things.place_of(thing)
    eraser(thing)
    Erased.objects.get_or_create(key=deletion.key)
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
    things.kind_of_row(thing).erase(thing)
    record("moderation.erase", by=None, on=key, reason="erased before, and brought back by a back-up")
    return True
