"""Not hearing of somebody."""

from django.db import transaction

from core.audit import record
from core.refusals import require
from members import rules
from members.models import Silence
from notifications.actions import forget_notices_of


@transaction.atomic
def silence(other, kind, *, by):
    """Mute or block somebody; the notices of theirs that wait unread go. The other learns nothing of it."""
    require(rules.can_silence, by, other)
    _row, is_new = Silence.objects.update_or_create(user=by, other=other, defaults={"kind": kind})
    forget_notices_of(other, by=by)
    if is_new:
        record("members.silence", by=by, on=by)  # whom is nobody's business, the auditor's neither


@transaction.atomic
def hear_again(other, *, by):
    """Undo `silence`."""
    if Silence.objects.filter(user=by, other=other).delete()[0]:
        record("members.hear_again", by=by, on=by)
