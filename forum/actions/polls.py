"""Polls: started with their topic, and voted in."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from core.refusals import require
from forum import refusals, rules
from forum.actions.recording import record_writing
from forum.actions.writing import start_topic
from forum.models import Ballot, Poll, PollChoice, Topic


@dataclass(frozen=True)
class Ask:
    """What a poll asks. choices: the texts, in order. closes_at: None for as long as the topic takes replies."""

    choices: tuple[str, ...]
    is_multiple: bool = False
    is_anonymous: bool = False
    closes_at: datetime | None = None


@transaction.atomic
def start_poll(board, *, ask, by, **written):
    """Start a topic in which people vote; `written` is what `start_topic` takes. Sent again it is the one there is,
    of whatever kind it was sent first."""
    topic = start_topic(board, by=by, **{**written, "kind": Topic.POLL, "beside": "\n".join(ask.choices)})
    if topic.kind != Topic.POLL:
        return topic
    poll, is_new = Poll.objects.get_or_create(
        topic=topic,
        defaults={
            "is_multiple": ask.is_multiple,
            "is_anonymous": ask.is_anonymous,
            "closes_at": ask.closes_at,
        },
    )
    if is_new:
        PollChoice.objects.bulk_create(
            PollChoice(poll=poll, position=place, text=text) for place, text in enumerate(ask.choices, start=1)
        )
    return topic


@transaction.atomic
def vote(poll, *, by, refs):
    """Choose among the choices of a poll by their refs; again, until it closes, is a change of mind. In an anonymous
    poll once and for all: nothing there knows what to change.

    Raises NotAllowed, PollClosed, NoChoice or VotedAlready.
    """
    poll = Poll.objects.select_related("topic__board__audience__space").select_for_update(of=("self",)).get(pk=poll.pk)
    require(rules.can_write, by, poll.topic.board)
    if not rules.takes_votes(poll):
        raise refusals.PollClosed
    choices = list(poll.choices.filter(ref__in=refs))
    if not choices or (len(choices) > 1 and not poll.is_multiple):
        raise refusals.NoChoice
    ballot, is_new = Ballot.objects.get_or_create(poll=poll, user=by)
    if poll.is_anonymous:
        _count_once(choices, is_new)
    else:
        ballot.choices.set(choices)
    record_writing("forum.vote", by=by, on=poll.topic, face=not poll.is_anonymous)


def _count_once(choices, is_new):
    if not is_new:
        raise refusals.VotedAlready
    PollChoice.objects.filter(pk__in=[choice.pk for choice in choices]).update(sealed_count=F("sealed_count") + 1)
