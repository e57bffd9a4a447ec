"""A topic in which everybody waits between two posts of theirs."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.timesince import timeuntil

from core.audit import record
from core.refusals import require
from forum import refusals, rules
from forum.actions.locking import locked_topic
from forum.models import Topic


@transaction.atomic
def slow_topic(topic, seconds, *, by):
    """Let one person write in it once in so many seconds; 0: as often as they like. Moderators need not wait."""
    topic = locked_topic(topic)
    require(rules.can_close, by, topic)
    if topic.slow_seconds != seconds:
        Topic.objects.filter(pk=topic.pk).update(slow_seconds=seconds)
        record("forum.slow_topic", by=by, on=topic, reason=str(seconds))
    return topic


def refuse_too_soon(topic, by):
    """Raise TooSoon, with how long is left, for who has written in a locked topic a moment ago."""
    if not topic.slow_seconds or rules.can_moderate(by, topic.board):
        return
    last = topic.posts.filter(origin__user=by).aggregate(at=Max("created_at"))["at"]
    free_at = last + timedelta(seconds=topic.slow_seconds) if last else None
    if free_at and free_at > timezone.now():
        raise refusals.TooSoon(timeuntil(free_at + timedelta(seconds=59)))
