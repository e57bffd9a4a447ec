"""What a topic is called, and what it is about."""

from django.db import transaction

from core.refusals import require
from forum import refusals, rules
from forum.actions.holding import show_new_words
from forum.actions.locking import locked_topic
from forum.actions.recording import record_writing
from forum.languages import language_of
from forum.models import Topic
from moderation.actions import note_decision
from search.live import refresh


@transaction.atomic
def edit_topic(topic, *, by, title, kind, language="", concepts=(), decision=None):
    """Change title, kind, language and concepts; a poll stays one, and what is no question any more is not answered.
    decision: what was decided on what was found in the title. Who started it without a name and changes it as only
    moderators can is recorded as any of them. Raises NotAllowed, and TopicFixed for who started it and comes too late.
    """
    topic = locked_topic(topic)
    if rules.started(by, topic) and not rules.can_edit_topic(by, topic):
        raise refusals.TopicFixed
    require(rules.can_edit_topic, by, topic)
    is_own = topic.author_id == by.pk or _changes_as_starter(by, topic, kind)
    if topic.kind != kind:
        require(rules.can_start_kind, by, topic.board, kind)
        require(_can_become, topic, kind)
    if kind != Topic.QUESTION:
        topic.accepted = topic.needs_more_at = None
    was, face = topic.title, topic.author_id == by.pk or not is_own
    topic.title, topic.kind, topic.language = title, kind, language_of(title, language or topic.language)
    topic.save(update_fields=["title", "kind", "language", "accepted", "needs_more_at"])
    topic.concepts.set(concepts)
    verb = "forum.edit_topic" if is_own else "forum.amend_topic"
    record_writing(verb, by=by, on=topic, face=face)
    note_decision(decision, on=topic, by=by, face=face)
    if not (face and rules.can_moderate(by, topic.board)):
        show_new_words(topic, title, was)
    refresh(topic, whole_tree=True)
    return topic


def _changes_as_starter(user, topic, kind):
    """Whether somebody who started it and moderates nothing could give it that kind now."""
    announces = kind == Topic.ANNOUNCEMENT != topic.kind
    return rules.edits_as_starter(user, topic) and not announces


def _can_become(topic, kind) -> bool:
    return Topic.POLL not in (topic.kind, kind)
