"""How far somebody has read, and texts that wait for their writer to sign in again."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from core.refusals import require
from forum import rules
from forum.models import ReadMark, Topic, Unsent

KEPT_FOR = timedelta(hours=1)


@transaction.atomic
def mark_read(topic, number, *, by):
    """Raise a person's mark in a topic to `number`; a lower number changes nothing."""
    require(rules.can_read, by, topic)
    mark, is_new = ReadMark.objects.get_or_create(user=by, topic=topic, defaults={"number": number})
    if not is_new and mark.number < number:
        ReadMark.objects.filter(pk=mark.pk, number__lt=number).update(number=number)


@transaction.atomic
def catch_up(*, by, until):
    """Count whatever is older than a moment (never a later one than now) as read. It only moves up."""
    require(lambda person: person.is_member, by)
    until = min(until, timezone.now())
    people = get_user_model().objects.filter(pk=by.pk)
    people.exclude(caught_up_at__gte=until).update(caught_up_at=until)


@transaction.atomic
def catch_up_in(topics, *, by, until):
    """Count of these topics as read whatever this person sees, but for those somebody wrote in after a moment."""
    require(lambda person: person.is_member, by)
    seen = topics.visible_to(by).filter(bumped_at__lte=until)
    unread = seen.unread_by(by).values_list("pk", "last_post__number")
    marks = [ReadMark(user=by, topic_id=pk, number=number) for pk, number in unread]
    ReadMark.objects.bulk_create(marks, ignore_conflicts=True)
    last = Subquery(Topic.objects.filter(pk=OuterRef("topic")).values("last_post__number")[:1])
    ReadMark.objects.filter(user=by, topic__in=seen.values("pk"), number__lt=last).update(number=last)


@transaction.atomic
def keep_unsent(*, writer_ref, address, typed):
    """Keep what a form held that came without a session, {field: text}, for the person whom the form was made for.

    Returns the token by which that person's browser gets it back, or None for an unknown person.
    """
    writer = get_user_model().objects.members().filter(ref=writer_ref).first()
    if writer is None:
        return None
    token = secrets.token_urlsafe(32)
    Unsent.objects.create(digest=digest(token), user=writer, address=address, typed=typed)
    return token


@transaction.atomic
def throw_away_unsent(token, *, by):
    """The text was sent, or is not wanted any more."""
    Unsent.objects.filter(digest=digest(token), user=by).delete()


@transaction.atomic
def throw_away_old_unsent():
    """What was not asked for within KEPT_FOR goes; how many there were."""
    return Unsent.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()
