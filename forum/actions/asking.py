"""People are asked to answer, and things of the library are said to apply."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core import things
from core.audit import record
from core.refusals import require
from forum import refusals, rules
from forum.actions.locking import locked_topic
from forum.actions.recording import record_writing
from forum.applying import KINDS
from forum.models import Applies, Asked
from members.models import User
from moderation.actions import note_decision
from notifications.live import notify

MOST_IN_A_TOPIC = 5
MOST_A_DAY = 10  # that one person asks
MOST_HEARD_A_DAY = 3  # that one person is told of: the rest wait in their topics, and nobody learns which
DAY = timedelta(days=1)


@transaction.atomic
def ask_to_answer(topic, *, by, refs, reason, decision=None):
    """Ask people, by their refs, to answer: as many of them as read the topic. Whoever does not want to hear of the one
    who asks, or was asked often today, is not told, and nobody learns it. Gives how many were asked.
    decision: what the asker decided on what was found in the reason.

    Raises NotAllowed, NobodyAsked, AskedEnough or AskedOften.
    """
    topic = locked_topic(topic)
    require(rules.can_ask, by, topic)
    known = topic.asked.values("user")
    people = list(User.objects.holding(topic.audience_id).filter(ref__in=refs).exclude(pk=by.pk).exclude(pk__in=known))
    if not people:
        raise refusals.NobodyAsked
    if topic.asked.count() + len(people) > MOST_IN_A_TOPIC:
        raise refusals.AskedEnough
    _refuse_often(by, len(people))
    face = by if rules.shows_face(by, topic) else None
    for person in people:
        _ask(topic, person, face, reason)
    record_writing("forum.ask", by=by, on=topic, face=face is not None)
    note_decision(decision, on=topic, by=by, face=face is not None)
    return len(people)


@transaction.atomic
def say_applies(topic, key, *, by):
    """Say that a lesson or a practice applies to the topic; said already, it stays who said so first."""
    topic = locked_topic(topic)
    require(rules.can_say_applies, by, topic)
    require(_can_apply, by, key)
    _row, is_new = Applies.objects.get_or_create(topic=topic, key=key, defaults={"by": by})
    if is_new:
        record("forum.say_applies", by=by, on=topic, reason=key)


@transaction.atomic
def unsay_applies(topic, key, *, by):
    """Take it back: who said so, or a moderator."""
    topic = locked_topic(topic)
    rows = topic.applies.filter(key=key)
    if not rules.can_moderate(by, topic.board):
        require(rules.can_say_applies, by, topic)
        rows = rows.filter(by=by)
    if rows.delete()[0]:
        record("forum.unsay_applies", by=by, on=topic, reason=key)


def _can_apply(user, key) -> bool:
    kind = things.kind_of(key)
    return kind is not None and kind.name in KINDS and key in things.visible_keys([key], user)


def _refuse_often(by, many):
    """Counted where the asker is known; a topic without a face takes five in all."""
    today = Asked.objects.filter(by=by, at__gt=timezone.now() - DAY).count()
    if today + many > MOST_A_DAY:
        raise refusals.AskedOften


def _ask(topic, person, face, reason):
    heard = Asked.objects.filter(user=person, at__gt=timezone.now() - DAY).count()
    asked = Asked.objects.create(topic=topic, user=person, by=face, reason=reason)
    if heard < MOST_HEARD_A_DAY:
        notify("forum.ask", about=asked)
