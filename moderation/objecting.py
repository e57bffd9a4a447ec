"""Objections: what was decided on a thing is looked at once more, by another moderator where there is one."""

from datetime import timedelta

from django.utils import timezone

from core.things import key_of
from moderation.models import ReviewItem
from moderation.registry import reviewable_of

OTHERS_HAVE = timedelta(days=7)  # to answer what somebody objects to and readers see no writer of


def waits(thing) -> bool:
    """Whether a moderator is asked to look at it now."""
    return ReviewItem.objects.open().filter(key=key_of(thing)).exists()


def was_objected_to(thing) -> bool:
    """Whether the last that was decided on it was decided on an objection: that is once for each decision."""
    last = ReviewItem.objects.filter(key=key_of(thing), closed_at__isnull=False).order_by("-closed_at", "-pk").first()
    return last is not None and last.why == ReviewItem.APPEAL


def is_for_another(item, thing, user) -> bool:
    """Whether an item is an objection to what this person decided, and others moderate the thing too.

    Of what has no name only for some days: the only other may be who wrote it, and to say so would tell that.
    """
    if item.why != ReviewItem.APPEAL or not _decided(item, thing, user):
        return False
    if getattr(thing, "author_id", None) is None and item.opened_at < timezone.now() - OTHERS_HAVE:
        return False
    moderators = reviewable_of(item.key).moderators(thing)
    return moderators is not None and moderators.exclude(pk=user.pk).exists()


def _decided(item, thing, user):
    before = ReviewItem.objects.filter(key=item.key).exclude(pk=item.pk).order_by("-closed_at").first()
    took_it_away = reviewable_of(item.key).taken_away_by(thing) == key_of(user)
    return took_it_away or (before is not None and before.closed_by_id == user.pk)
