"""What a topic is called, and what it is about."""

from django.db import transaction

from core.audit import record
from core.refusals import require
from forum import rules
from forum.actions.locking import locked_topic
from forum.languages import language_of
from forum.models import Topic
from search.live import refresh


@transaction.atomic
def edit_topic(topic, *, by, title, kind, language="", concepts=()):
    """Change title, kind, language and concepts; a poll stays one, and what is no question any more is not answered.
    Raises NotAllowed."""
    topic = locked_topic(topic)
    require(rules.can_edit_topic, by, topic)
    if topic.kind != kind:
        require(rules.can_start_kind, by, topic.board, kind)
        require(_can_become, topic, kind)
    if kind != Topic.QUESTION:
        topic.accepted = topic.needs_more_at = None
    topic.title, topic.kind, topic.language = title, kind, language_of(title, language or topic.language)
    topic.save(update_fields=["title", "kind", "language", "accepted", "needs_more_at"])
    topic.concepts.set(concepts)
    record("forum.edit_topic", by=by, on=topic, face=rules.shows_face(by, topic))
    refresh(topic, whole_tree=True)
    return topic


def _can_become(topic, kind) -> bool:
    return Topic.POLL not in (topic.kind, kind)
