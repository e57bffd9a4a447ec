"""A steward's hold, set and lifted."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from core.things import key_of
from moderation import rules
from moderation.models import Hold


@transaction.atomic
def set_hold(thing, *, by, reason):
    """Keep a thing, or what a person wrote, or what is in a space; one that is held already stays so."""
    require(rules.can_hold, by, thing)
    hold, is_new = Hold.objects.get_or_create(key=key_of(thing), lifted_at=None, defaults={"by": by, "reason": reason})
    if is_new:
        record("moderation.set_hold", by=by, on=thing, reason=reason)
    return hold


@transaction.atomic
def lift_hold(hold, *, by, reason):
    """Let things take their course again; lifted already, nothing changes."""
    require(rules.can_lift_hold, by, hold)
    if Hold.objects.running().filter(pk=hold.pk).update(lifted_at=timezone.now(), lifted_by=by):
        record("moderation.lift_hold", by=by, on=hold.key, reason=reason)
