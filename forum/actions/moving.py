"""Topics and posts go elsewhere: moved, joined, split off. Where more people could read them then, it takes two.

Whatever is carried keeps its revisions, signals, bookmarks and quotes, which hang on the post; and its ref, by which
its own address leads to where it is now. What becomes of numbers, marks and follows: `forum.actions.carrying`.
"""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.gate import audiences_of
from core.refusals import require
from forum import refusals, rules
from forum.actions.carrying import carry, move_whole, new_topic_of
from forum.actions.locking import locked_topics
from forum.models import Move, Poll
from forum.moderated import moderators_of
from forum.moves import carried, digest, forbidden_among, plan_of, undecided_among
from moderation.actions.deciding import settle
from notifications.live import notify

MOST_POSTS = 500  # of a join or a split at once


@transaction.atomic
def move(topic, plan, *, by, reason=""):
    """Carry out a Plan at once; or, where more people could read it then, ask a second moderator. Gives the topic in
    which it stands now, or the Move that waits.

    Raises NotAllowed, TopicGone, or a refusal of `forum.refusals` that says why it can't be.
    """
    topic, plan = _as_now(topic, plan)
    require(rules.can_move, by, topic, plan.board)
    _refuse_unless_movable(topic, plan)
    if rules.is_narrower(topic.audience_id, plan.board.audience_id):
        return _ask(topic, plan, by=by, reason=reason)
    return _carry_out(topic, plan, by=by, reason=reason)


@transaction.atomic
def agree_to_move(move, *, by, seen):
    """The second word: it is done. seen: the digest of what this person was shown; raises LookAgain where that changed,
    NotAllowed, MoveOver or what `move` raises."""
    _decide(move, by, Move.AGREED)
    topic, plan = _as_now(move.topic, plan_of(move))
    require(rules.can_second, by, move)
    require(rules.can_move, by, topic, plan.board)
    require(rules.can_move, move.asked_by, topic, plan.board)
    _refuse_unless_movable(topic, plan)
    if seen != digest(topic, plan, carried(topic, plan.numbers)):
        raise refusals.LookAgain
    record("forum.agree_to_move", by=by, on=topic)
    return _carry_out(topic, plan, by=by, reason=move.reason)


@transaction.atomic
def drop_move(move, *, by):
    """What one moderator asked for is not done."""
    require(rules.can_moderate, by, move.topic.board)
    _decide(move, by, Move.DROPPED)
    record("forum.drop_move", by=by, on=move.topic)


def _as_now(topic, plan):
    """The topic and the plan with their rows fresh and under lock, the older topic first."""
    fresh = locked_topics([topic, *([plan.into] if plan.into else [])])
    into = fresh[plan.into.pk] if plan.into else None
    board = into.board if into else plan.board
    return fresh[topic.pk], type(plan)(board, tuple(plan.numbers), into, plan.title)


def _refuse_unless_movable(topic, plan):
    is_held = rules.waits(topic) and not (plan.numbers or plan.into)
    if not (topic.stands or is_held) or (plan.into and not plan.into.stands):
        raise refusals.TopicGone
    if plan.into == topic or (not plan.into and not plan.numbers and plan.board.pk == topic.board_id):
        raise refusals.ThereAlready
    if 1 in plan.numbers:
        raise refusals.OpeningStays
    if plan.into and not plan.numbers and Poll.objects.filter(topic=topic).exists():
        raise refusals.PollStays
    _refuse_posts(topic, plan)


def _refuse_posts(topic, plan):
    posts = carried(topic, plan.numbers)
    if plan.numbers and {post.number for post in posts if post.stands} != set(plan.numbers):
        raise refusals.PostsGone
    if len(posts) > MOST_POSTS and (plan.numbers or plan.into):
        raise refusals.TooManyPosts
    if rules.is_narrower(topic.audience_id, plan.board.audience_id):
        _refuse_to_widen(posts)


def _refuse_to_widen(posts):
    if forbidden_among(posts):
        raise refusals.NotBeyondItsReaders
    if undecided_among(posts):
        raise refusals.SomeUndecided


def _ask(topic, plan, *, by, reason):
    others = [
        person
        for person in moderators_of(topic.board).exclude(pk=by.pk).distinct()
        if plan.board.audience_id in audiences_of(person) and rules.can_move(person, topic, plan.board)
    ]
    if not others:
        raise refusals.NoSecond
    there = Move.objects.waiting().filter(topic=topic).select_related("board", "into__board").first()
    if there and plan_of(there) == plan:
        return there
    _replace(topic, there, by)
    wish = Move.objects.create(
        topic=topic, numbers=list(plan.numbers), board=plan.board, into=plan.into, title=plan.title, reason=reason,
        asked_by=by,
    )  # fmt: skip
    record("forum.ask_to_move", by=by, on=topic, reason=reason)
    notify("forum.move", about=wish, to=others)
    return wish


def _replace(topic, there, by):
    """End what still stands open of a topic whose lock the caller holds; there: the wish that waits, or None."""
    ending = {"ended_at": timezone.now(), "outcome": Move.DROPPED}
    if there:
        ending["decided_by"] = by
        record("forum.drop_move", by=by, on=topic)
    Move.objects.filter(topic=topic, ended_at=None).update(**ending)


def _decide(move, by, outcome):
    waiting = Move.objects.waiting().filter(pk=move.pk)
    if not waiting.update(ended_at=timezone.now(), decided_by=by, outcome=outcome):
        raise refusals.MoveOver


def _carry_out(topic, plan, *, by, reason):
    before, now = topic.audience_id, timezone.now()
    Move.objects.filter(topic=topic, ended_at=None).update(ended_at=now, outcome=Move.DROPPED)
    posts = list(carried(topic, plan.numbers)) if plan.numbers or plan.into else []
    if plan.into:
        verb, there = ("forum.move_posts" if plan.numbers else "forum.join_topics"), plan.into
        carry(posts, topic, there, is_whole=not plan.numbers)
        if not plan.numbers:
            settle(topic, "join", by=by)  # reports of its posts stay, with the posts
    elif plan.numbers:
        verb, there = "forum.split_topic", new_topic_of(posts, topic, plan)
        carry(posts, topic, there, is_whole=False)
    else:
        verb, there = "forum.move_topic", topic
        move_whole(topic, plan.board)
    # Whoever may not see where it went learns nothing of that place: each place's record has its own line.
    for place in {before, plan.board.audience_id}:
        record(verb, by=by, on=topic if place == before else there, reason=reason, place=place)
    return there
