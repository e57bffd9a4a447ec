"""What becomes of a question: an answer is accepted, or more is needed."""

from django.db import transaction
from django.utils import timezone

from core.refusals import require
from forum import refusals, rules
from forum.actions.locking import locked_post, locked_topic
from forum.actions.recording import record_writing
from forum.actions.telling import refresh_answered
from forum.columns import put
from notifications.live import notify


@transaction.atomic
def accept_answer(post, *, by):
    """This answer helped: it is shown under its question from now on, in place of any other. Raises NotAllowed or
    PostGone."""
    post = locked_post(post)
    topic = post.topic
    require(rules.can_settle, by, topic)
    if not rules.is_answer(post):
        raise refusals.PostGone
    if topic.accepted_id == post.pk:
        return post
    _settle(topic, by=by, verb="forum.accept_answer", on=post, accepted=post, needs_more_at=None)
    notify("forum.accepted", about=post)
    return post


@transaction.atomic
def ask_for_more(topic, *, by):
    """What was answered does not suffice yet: the question counts as one that waits."""
    topic = locked_topic(topic)
    require(rules.can_settle, by, topic)
    if not topic.needs_more_at:
        _settle(topic, by=by, verb="forum.ask_for_more", on=topic, accepted=None, needs_more_at=timezone.now())
    return topic


@transaction.atomic
def reopen_question(topic, *, by):
    """Take back accept_answer or ask_for_more."""
    topic = locked_topic(topic)
    require(rules.can_settle, by, topic)
    if topic.accepted_id or topic.needs_more_at:
        _settle(topic, by=by, verb="forum.reopen_question", on=topic, accepted=None, needs_more_at=None)
    return topic


def _settle(topic, *, by, verb, on, **state):
    answers = {topic.accepted_id, getattr(state["accepted"], "pk", None)}
    put(topic, **state)
    record_writing(verb, by=by, on=on, face=rules.shows_face(by, topic))
    refresh_answered(topic, topic.posts.filter(pk__in=answers - {None}))
