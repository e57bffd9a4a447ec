"""Messages between two people, and not hearing of somebody."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from core.things import key_of
from members import rules
from members.models import ContactMessage, Silence
from moderation.actions import close, flag
from notifications.actions import forget_notices_of
from notifications.live import notify


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


@transaction.atomic
def write_to(recipient, *, by, body, once):
    """Send a message to a member; sent again with the same `once` it is the one that is there.

    To somebody who has blocked the sender it never arrives, and the sender can't tell.
    """
    require(rules.can_write_to, by, recipient)
    is_unheard = Silence.objects.filter(user=recipient, other=by, kind=Silence.BLOCK).exists()
    unheard_at = timezone.now() if is_unheard else None
    try:
        with transaction.atomic():
            message = ContactMessage.objects.create(
                sender=by, recipient=recipient, body=body, once=once, unheard_at=unheard_at
            )
    except IntegrityError:
        return ContactMessage.objects.get(sender=by, once=once)
    record("members.write_to", by=by, on=message)
    notify("members.message", about=message)
    return message


@transaction.atomic
def report_message(message, *, by, reason):
    """Point a message that one was sent out to the moderators, who read it from then on until they have decided."""
    require(rules.can_report_message, by, message)
    return flag(message, by=by, reason=reason)


@transaction.atomic
def hide_message(message, *, by, reason=""):
    """Take a reported message away from its recipient."""
    require(rules.can_moderate_message, by, message)
    ContactMessage.objects.filter(pk=message.pk, hidden_at=None).update(hidden_at=timezone.now())
    close(message, "hide", by=by)
    record("members.hide_message", by=by, on=key_of(message), reason=reason)
