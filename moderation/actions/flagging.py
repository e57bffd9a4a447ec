"""Reports by members, and what enough of them do by themselves."""

from django.db import transaction

from core.audit import record
from core.refusals import require
from core.things import key_of, place_of
from moderation import rules
from moderation.actions.queueing import happened, open_item
from moderation.models import Flag, ReviewItem
from moderation.registry import reviewable_of
from moderation.weighing import hides_by_itself


@transaction.atomic
def flag(thing, *, by, reason="", why=Flag.OTHER):
    """Report a thing to its moderators. A second open report of the same thing by the same person is the first one.

    Where the reports weigh enough the thing is hidden at once, until a moderator decides.
    """
    require(rules.can_flag, by)
    said = {"reason": reason, "why": why, "place": place_of(thing)}
    report, is_new = Flag.objects.get_or_create(key=key_of(thing), reporter=by, closed_at=None, defaults=said)
    if is_new:
        item = open_item(thing, ReviewItem.FLAG)
        record("moderation.flag", by=by, on=thing)
        _hide_if_enough(thing, item)
    return report


def _hide_if_enough(thing, item):
    kind = reviewable_of(item.key)
    if kind is None or kind.conceal is None or not thing.stands or not hides_by_itself(item.key):
        return
    kind.conceal(thing)
    happened(item, "hidden")
    record("moderation.hide_by_reports", by=None, on=thing)
    if kind.tell:
        kind.tell(thing, "hidden")
