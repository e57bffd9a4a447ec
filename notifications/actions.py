"""What a person does with notices, and what becomes of mails. The only writer of this room's tables."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.gate import is_member
from core.refusals import require
from core.things import key_of
from notifications.letters import letter_kind
from notifications.models import Delivery, Notice, Preference
from notifications.registry import PAGE

KEPT = timedelta(days=30)  # that a mail was sent stays known; what it said does not


@transaction.atomic
def mark_read(*, by, until=None):
    """Mark this person's notices as read, all or those written up to a moment."""
    notices = by.notices.unread()
    if until is not None:
        notices = notices.filter(created_at__lte=until)
    if notices.update(read_at=timezone.now()):
        record("notifications.read", by=by, on=by)


@transaction.atomic
def read_about(keys, *, by):
    """Mark the notices about these things as read: their reader has just been shown them."""
    by.notices.unread().filter(key__in=keys).update(read_at=timezone.now())


@transaction.atomic
def forget_notices_of(person, *, by):
    """Remove the unread notices of what this person did, with the mails that carry them."""
    by.notices.unread().filter(actor=key_of(person)).delete()


@transaction.atomic
def date_notices(about, at):
    """Notices of a thing that was brought over from elsewhere carry its moment."""
    Notice.objects.filter(key=key_of(about)).update(created_at=at)


@transaction.atomic
def choose_channels(chosen, *, by):
    """Keep where this person wants to hear of what: {name of a choice: channel}."""
    require(is_member, by)
    for kind, channel in chosen.items():
        Preference.objects.update_or_create(user=by, kind=kind, defaults={"channel": channel})
    record("notifications.choose", by=by, on=by)


@transaction.atomic
def stop_mail(user, kind):
    """No more mails of this kind, and of those that share its choice, to this person, as they ask for by a link in one;
    where they hear nothing of it, that stays so."""
    name = kind.choice.name
    chosen, is_new = Preference.objects.get_or_create(user=user, kind=name, defaults={"channel": PAGE})
    if not is_new:
        Preference.objects.filter(pk=chosen.pk, channel="mail").update(channel=PAGE)
    record("notifications.stop_mail", by=user, on=user, reason=name)


# The lane's own steps: each only while the claim is still ours.


@transaction.atomic
def note_sent(row):
    """The mail server has taken it."""
    now = timezone.now()
    if _ours(row).update(sent_at=now, ended_at=now, sealed="", claimed_until=None, said=""):
        letter_kind(row.kind).sent(row)


def note_dropped(row):
    """Nobody is to get it any more."""
    _ours(row).update(ended_at=timezone.now(), sealed="", claimed_until=None)


def note_said(row, said):
    """What the mail server answered, for operators."""
    _ours(row).update(said=said[:120])


@transaction.atomic
def try_again(rows, *, by=None):
    """Mails that were given up are due again, as at first. Returns how many."""
    count = rows.update(attempts=0, not_before=None, claimed_until=None)
    record("notifications.try_again", by=by, reason=str(count))
    return count


def forget_old_deliveries():
    """Remove rows of mails that were sent or dropped thirty days ago."""
    return Delivery.objects.filter(ended_at__lt=timezone.now() - KEPT).delete()[0]


def _ours(row):
    return Delivery.objects.filter(pk=row.pk, claimed_until=row.claimed_until)
