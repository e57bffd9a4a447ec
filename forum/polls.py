"""A poll as one reader sees it."""

from dataclasses import dataclass

from django.db.models import Count, Window
from django.db.models.functions import RowNumber

from core.gate import is_member
from forum import rules
from forum.faces import Signature, faces_of
from forum.models import Ballot, Poll, Topic
from moderation.attribution import NAME

MOST_NAMES = 30  # under one choice
FEW = 3  # fewer votes than this, and the result of an anonymous poll would tell who chose what


@dataclass(frozen=True)
class Choice:
    """votes, share (in percent): None while the reader is not told. names: of some who chose it, in a poll by name."""

    ref: str
    text: str
    is_mine: bool
    votes: int | None
    share: int | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """voters: how many took part. is_too_few: it is over, and too few took part in secret to tell what they chose."""

    poll: Poll
    choices: list
    voters: int
    may_vote: bool
    has_voted: bool
    is_open: bool
    shows_results: bool
    is_too_few: bool


def poll_of(topic, user):
    """The poll of a topic that this person was found to see; None for a topic of another kind."""
    poll = Poll.objects.filter(topic=topic.pk).first() if topic.kind == Topic.POLL else None
    if poll is None:
        return None
    poll.topic = topic
    is_open, mine, voters = rules.takes_votes(poll), _ballot(poll, user), poll.ballots.count()
    too_few = poll.is_anonymous and poll.is_over and voters < FEW
    shows = not too_few if poll.is_over else not poll.is_anonymous and (not is_open or mine is not None)
    return Shown(
        poll=poll,
        choices=_choices(poll, mine, voters, user) if shows else _untold(poll, mine),
        voters=voters,
        may_vote=is_open and rules.can_write(user, topic.board) and not (poll.is_anonymous and mine is not None),
        has_voted=mine is not None,
        is_open=is_open,
        shows_results=shows,
        is_too_few=too_few,
    )


def _ballot(poll, user):
    """The refs of what this person chose; None who has not voted."""
    if not is_member(user):
        return None
    rows = list(Ballot.objects.filter(poll=poll, user=user).values_list("choices__ref", flat=True))
    return set(rows) - {None} if rows else None


def _untold(poll, mine):
    rows = poll.choices.order_by("position")
    return [Choice(each.ref, each.text, each.ref in (mine or ()), None, None) for each in rows]


def _choices(poll, mine, voters, user):
    rows = list(poll.choices.annotate(named_count=Count("ballots")).order_by("position"))
    names = _names(poll) if is_member(user) and not poll.is_anonymous else {}
    counts = {each.pk: each.sealed_count if poll.is_anonymous else each.named_count for each in rows}
    return [
        Choice(
            each.ref,
            each.text,
            each.ref in (mine or ()),
            counts[each.pk],
            round(100 * counts[each.pk] / voters) if voters else 0,
            tuple(names.get(each.pk, ())),
        )
        for each in rows
    ]


def named_votes(topic):
    """[Choice] of a topic's poll by name, with the names of all who chose each; [] without such a poll."""
    poll = Poll.objects.filter(topic=topic.pk, is_anonymous=False).first()
    names = _names(poll, most=None) if poll else {}
    rows = poll.choices.order_by("position") if poll else ()
    return [Choice(each.ref, each.text, False, None, None, tuple(names.get(each.pk, ()))) for each in rows]


def _names(poll, most=MOST_NAMES):
    """{choice's id: [names]} of the first who chose it, two queries for all; most: under one choice."""
    chosen = Ballot.choices.through.objects.filter(ballot__poll=poll).order_by("pk")
    if most:
        place = Window(RowNumber(), partition_by="pollchoice_id", order_by="pk")
        chosen = chosen.annotate(place=place).filter(place__lte=most)
    people = {}
    for choice, person in chosen.values_list("pollchoice_id", "ballot__user"):
        people.setdefault(choice, []).append(person)
    signed = {choice: [Signature(person, NAME, None, "") for person in some] for choice, some in people.items()}
    faces = faces_of(each for some in signed.values() for each in some)
    return {choice: [faces.of(each).name for each in some] for choice, some in signed.items()}
