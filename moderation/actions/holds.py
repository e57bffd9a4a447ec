"""A steward's hold, set and lifted."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from core.things import key_of
from core.turns import turn
from moderation import rules
from moderation.holds import TURN
from moderation.models import Hold


def set_hold(thing, *, by, reason):
    """Keep a thing, or what a person wrote, or what is in a space; one on hold already stays so. Once it is set,
    nothing of that is erased, not even what somebody is just erasing."""
    require(rules.can_hold, by, thing)
    said = {"by": by, "reason": reason}
    with turn(TURN), transaction.atomic():
        hold, is_new = Hold.objects.get_or_create(key=key_of(thing), lifted_at=None, defaults=said)
        if is_new:
            record("moderation.set_hold", by=by, on=thing, reason=reason)
    return hold


@transaction.atomic
def lift_hold(hold, *, by, reason):
    """Let things take their course again; lifted already, nothing changes."""
    require(rules.can_lift_hold, by, hold)
    if Hold.objects.running().filter(pk=hold.pk).update(lifted_at=timezone.now(), lifted_by=by):
        record("moderation.lift_hold", by=by, on=hold.key, reason=reason)
