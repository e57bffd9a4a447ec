"""What a person does with notices, and what becomes of mails. The only writer of this room's tables."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core.audit import record
from core.gate import is_member
from core.refusals import require
from core.things import key_of, visible_keys
from notifications.following import own_levels
from notifications.letters import letter_kind
from notifications.models import Announcement, Delivery, Follow, Notice, Preference, Rhythm
from notifications.registry import DIGESTS, NONE, PAGE, choosable, kinds
from notifications.rules import can_follow

KEPT = timedelta(days=30)  # that a mail was sent stays known; what it said does not


@transaction.atomic
def mark_read(*, by, until=None):
    """Mark this person's notices as read, all or those written up to a moment."""
    notices = by.notices.unread()
    if until is not None:
        notices = notices.filter(created_at__lte=until)
    if notices.update(read_at=timezone.now(), waits_for=""):
        record("notifications.read", by=by, on=by)


@transaction.atomic
def read_about(keys, *, by):
    """Mark the notices about these things as read: their reader has just been shown them."""
    by.notices.unread().filter(key__in=keys).update(read_at=timezone.now(), waits_for="")


@transaction.atomic
def forget_notices_of(person, *, by):
    """Remove the unread notices of what this person did, with the mails that carry them."""
    by.notices.unread().filter(actor=key_of(person)).delete()


@transaction.atomic
def date_notices(about, at):
    """Notices of a thing that was brought over from elsewhere carry its moment; who only follows its place is not told
    of it now."""
    key = key_of(about)
    Notice.objects.filter(key=key).update(created_at=at)
    Announcement.objects.filter(key=key).delete()


@transaction.atomic
def choose_channels(chosen, *, by):
    """Keep where this person wants to hear of what: {name of a choice: channel}."""
    require(is_member, by)
    for name, channel in chosen.items():
        Preference.objects.update_or_create(user=by, kind=name, defaults={"channel": channel})
        _let_wait(by, name, channel)
    record("notifications.choose", by=by, on=by)


@transaction.atomic
def choose_rhythm(chosen, *, by):
    """Keep when mail comes to this person and what they follow by themselves: {field of Rhythm: value}."""
    require(is_member, by)
    Rhythm.objects.update_or_create(user=by, defaults=chosen)
    record("notifications.choose", by=by, on=by)


@transaction.atomic
def stop_mail(user, kind):
    """No more mails of this kind, and of those that share its choice, to this person, as they ask for by a link in one;
    where they hear nothing of it, that stays so. Of a digest: no more of what comes in it."""
    name = kind.choice.name
    stopped = [choice.name for choice in choosable() if _channel(user, choice) == name] if name in DIGESTS else [name]
    for each in stopped:
        chosen, is_new = Preference.objects.get_or_create(user=user, kind=each, defaults={"channel": PAGE})
        if not is_new:
            Preference.objects.filter(pk=chosen.pk).exclude(channel=NONE).update(channel=PAGE)
        _let_wait(user, each, PAGE)
    record("notifications.stop_mail", by=user, on=user, reason=name)


def _channel(user, choice):
    chosen = Preference.objects.filter(user=user, kind=choice.name).first()
    return chosen.channel if chosen else choice.channel


def _let_wait(user, name, channel):
    """Unread notices that wait for a digest follow the choice that their reader makes by now."""
    mine = [kind.name for kind in kinds() if kind.choice and kind.choice.name == name]
    waiting = user.notices.unread().exclude(waits_for="").filter(kind__in=mine)
    waiting.update(waits_for=channel if channel in DIGESTS else "")


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


def put_off(row, until):
    """Its reader wants no mail now: it waits, and the attempt does not count."""
    _ours(row).update(claimed_until=None, not_before=until, queued_at=until, attempts=F("attempts") - 1)


def take_alike(row):
    """[mails] that one letter tells together with this one: to the same reader, of the same kind and about parts of the
    same whole. They are ours for as long as this one is; what another worker is sending is left to it."""
    now = timezone.now()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(claimed_until=row.claimed_until)
    same = {"notice__within": row.notice.within, "notice__kind": row.notice.kind, "notice__read_at": None}
    alike = Delivery.objects.waiting().filter(free, recipient=row.recipient_id, **same).exclude(pk=row.pk)
    found = list(alike.values_list("pk", flat=True)) if row.notice.within else []
    if not found:
        return []
    Delivery.objects.filter(free, pk__in=found).update(claimed_until=row.claimed_until)
    return list(
        Delivery.objects.waiting().filter(pk__in=found, claimed_until=row.claimed_until).select_related("notice")
    )


def note_sent_along(row):
    """The mails that were told with this one have gone with it."""
    now, along = timezone.now(), [each.pk for each in getattr(row, "along", ())]
    if along:
        Delivery.objects.filter(pk__in=along, ended_at=None).update(sent_at=now, ended_at=now, claimed_until=None)


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


@transaction.atomic
def hand_follows_over(key, to):
    """Who follows one thing follows another from now on, which it is part of; who had a level there keeps that."""
    there = Follow.objects.filter(key=to).values("user")
    Follow.objects.filter(key=key).exclude(user__in=there).update(key=to)
    Follow.objects.filter(key=key).delete()
