"""What is done with reports. The only writer of this room's tables."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.refusals import NotAllowed, Refusal, require
from core.things import key_of, kind_of_row
from moderation import rules
from moderation.models import Flag

DISMISS = "dismiss"


class AlreadyDecided(Refusal):
    message = _("Another moderator has decided on this already.")


@transaction.atomic
def flag(thing, *, by, reason):
    """Report a thing to its moderators. A second open report of the same thing by the same person is the first one."""
    require(rules.can_flag, by)
    report, is_new = Flag.objects.get_or_create(
        key=key_of(thing), reporter=by, closed_at=None, defaults={"reason": reason}
    )
    if is_new:
        record("moderation.flag", by=by, on=thing)
    return report


@transaction.atomic
def decide(thing, decision, *, by, reason=""):
    """Close all open reports of a thing by one decision: `dismiss`, or one of those its kind registered.

    Of two moderators at once one decides; the other gets AlreadyDecided and nothing happens twice.
    """
    require(rules.can_review, by, thing)
    deed = _deed(thing, decision)
    if not close(thing, decision, by=by):
        raise AlreadyDecided
    record("moderation.decide", by=by, on=thing, reason=f"{decision} {reason}".strip())
    if deed:
        deed(thing, by=by, reason=reason)


def close(thing, decision, *, by):
    """Close the open reports of a thing in the caller's transaction; how many there were."""
    return (
        Flag.objects.open().filter(key=key_of(thing)).update(closed_at=timezone.now(), closed_by=by, decision=decision)
    )


def _deed(thing, decision):
    if decision == DISMISS:
        return None
    deed = kind_of_row(thing).decisions.get(decision)
    if deed is None:
        raise NotAllowed
    return deed
