"""What moderators do, and what members tell them. What is so already stays as it is and is not recorded again."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from forum import rules
from forum.actions.locking import locked_post, locked_topic
from forum.actions.writing import refresh_post, take_away
from forum.counting import recount
from forum.models import Post, Topic
from moderation.actions import close, flag
from search.live import refresh


@transaction.atomic
def report_post(post, *, by, reason):
    """Point a post out to the moderators; once more while that is open is the same report."""
    require(rules.can_report, by, post)
    return flag(post, by=by, reason=reason)


@transaction.atomic
def hide_post(post, *, by, reason=""):
    """Take a post out of members' sight; its author and the moderators go on seeing it, marked."""
    post = locked_post(post)
    require(rules.can_moderate, by, post.topic.board)
    if post.hidden_at:
        return post
    require(rules.can_hide, by, post)
    take_away(post, "hidden_at")
    close(post, "hide", by=by)
    record("forum.hide_post", by=by, on=post, reason=reason)
    return post


@transaction.atomic
def restore_post(post, *, by, reason=""):
    """Undo hide_post; a topic that was hidden for want of another post comes back with it."""
    post = locked_post(post)
    require(rules.can_moderate, by, post.topic.board)
    if not post.hidden_at:
        return post
    require(rules.can_restore, by, post)
    topic = post.topic
    went_with_it = {moment: None for moment in ("hidden_at", "withdrawn_at") if _went_with_a_post(topic, moment)}
    Post.objects.filter(pk=post.pk).update(hidden_at=None)
    post.hidden_at = None
    if went_with_it:
        Topic.objects.filter(pk=topic.pk).update(**went_with_it)
        for moment in went_with_it:
            setattr(topic, moment, None)
        refresh(topic, whole_tree=True)
    recount(topic)
    record("forum.restore_post", by=by, on=post, reason=reason)
    refresh_post(post)
    return post


def _went_with_a_post(topic, moment):
    """Whether the topic went out of sight because its last post did: at the very moment of that post."""
    at = getattr(topic, moment)
    return bool(at) and topic.posts.filter(**{moment: at}).exists()


@transaction.atomic
def hide_topic(topic, *, by, reason=""):
    """Take a whole topic out of members' sight."""
    topic = locked_topic(topic)
    require(rules.can_moderate, by, topic.board)
    if topic.hidden_at:
        return topic
    require(rules.can_hide, by, topic)
    _set(topic, "hidden_at", timezone.now())
    close(topic, "hide", by=by)
    record("forum.hide_topic", by=by, on=topic, reason=reason)
    refresh(topic, whole_tree=True, narrows=True)
    return topic


@transaction.atomic
def restore_topic(topic, *, by, reason=""):
    """Undo hide_topic."""
    topic = locked_topic(topic)
    require(rules.can_moderate, by, topic.board)
    if not topic.hidden_at:
        return topic
    require(rules.can_restore, by, topic)
    _set(topic, "hidden_at", None)
    record("forum.restore_topic", by=by, on=topic, reason=reason)
    refresh(topic, whole_tree=True)
    return topic


def lock_topic(topic, *, by):
    """Close a topic to replies and edits."""
    return _turn(topic, "locked_at", timezone.now(), by=by, verb="forum.lock_topic")


def unlock_topic(topic, *, by):
    return _turn(topic, "locked_at", None, by=by, verb="forum.unlock_topic")


def pin_topic(topic, *, by):
    """Keep a topic at the head of its board."""
    return _turn(topic, "pinned_at", timezone.now(), by=by, verb="forum.pin_topic")


def unpin_topic(topic, *, by):
    return _turn(topic, "pinned_at", None, by=by, verb="forum.unpin_topic")


@transaction.atomic
def _turn(topic, moment, value, *, by, verb):
    """Set or clear a moment."""
    topic = locked_topic(topic)
    require(rules.can_close, by, topic)
    if bool(getattr(topic, moment)) != bool(value):
        _set(topic, moment, value)
        record(verb, by=by, on=topic)
    return topic


def _set(topic, moment, value):
    Topic.objects.filter(pk=topic.pk).update(**{moment: value})
    setattr(topic, moment, value)
