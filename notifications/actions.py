"""What a person does with notices, and what becomes of mails. The only writer of this room's tables."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.gate import is_member
from core.refusals import require
from core.things import key_of, visible_keys
from notifications.following import own_levels
from notifications.letters import letter_kind
from notifications.models import Announcement, Delivery, Follow, Notice, Preference
from notifications.registry import PAGE
from notifications.rules import can_follow

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


@transaction.atomic
def follow(thing, level, *, by):
    """Keep how much this person wants to hear of a topic, board, concept or space."""
    require(can_follow, by, thing)
    chosen, is_new = Follow.objects.get_or_create(
        user=by, key=key_of(thing), defaults={"level": level, "why": Follow.CHOSE}
    )
    if not is_new:
        _choose(by.follows.filter(pk=chosen.pk), level)
    record("notifications.follow", by=by, on=by)  # what, is nobody's business


@transaction.atomic
def follow_by_itself(thing, why, *, people):
    """Have people follow a thing for a reason other than their choice, which it never overrides, and neither lowers
    what they have. In what they start or write in as they want it, else tracking it, unless they follow nothing so."""
    if not people:
        return
    key, own = key_of(thing), own_levels(people)
    levels = own if why in (Follow.STARTED, Follow.WROTE) else _tracking(own)
    Follow.objects.bulk_create(
        (Follow(user_id=person, key=key, level=level, why=why) for person, level in levels.items()),
        ignore_conflicts=True,
    )
    for level in set(levels.values()):
        lower = Follow.objects.filter(key=key, level__lt=level).exclude(why=Follow.CHOSE)
        lower.filter(user__in=[person for person, theirs in levels.items() if theirs == level]).update(
            level=level, why=why, at=timezone.now()
        )


def _tracking(own):
    return {person: Follow.TRACKING for person, level in own.items() if level != Follow.NORMAL}


@transaction.atomic
def change_follows(follows, level, *, by):
    """Set the level of several of one's own; of what one may see no more, it can only be stopped, and is forgotten."""
    keys = set(by.follows.filter(pk__in=[row.pk for row in follows]).values_list("key", flat=True))
    seen = visible_keys(keys, by)
    _choose(by.follows.filter(key__in=seen), level)
    if level == Follow.NORMAL:
        by.follows.filter(key__in=keys - seen).delete()
    record("notifications.follow", by=by, on=by)


def _choose(follows, level):
    """The level that a person wants; of what had it before, it stays known since when."""
    follows.exclude(level=level).update(at=timezone.now())
    follows.update(level=level, why=Follow.CHOSE)


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
    """Remove rows of mails that were sent or dropped, and of announcements that were made, thirty days ago."""
    long_ago = {"ended_at__lt": timezone.now() - KEPT}
    Announcement.objects.filter(**long_ago).delete()
    return Delivery.objects.filter(**long_ago).delete()[0]


def _ours(row):
    return Delivery.objects.filter(pk=row.pk, claimed_until=row.claimed_until)
