"""What moderators do, and what members tell them. What is so already stays as it is and is not recorded again."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from forum import rules
from forum.actions.locking import locked_post, locked_topic
from forum.actions.telling import refresh_post, tell_author
from forum.actions.withdrawing import take_away
from forum.columns import put
from forum.counting import recount
from moderation.actions import flag, keep_after_all, settle
from moderation.models import Flag
from search.live import refresh


@transaction.atomic
def report_post(post, *, by, reason="", why=Flag.OTHER):
    """Point a post out to the moderators; once more while that is open is the same report."""
    post = locked_post(post)  # enough reports hide it
    require(rules.can_report, by, post)
    return flag(post, by=by, reason=reason, why=why)


@transaction.atomic
def hide_post(post, *, by, reason=""):
    """Take a post out of members' sight; its author and the moderators go on seeing it, marked. What of it waits in
    the queue is decided by that."""
    is_new = not locked_post(post).hidden_at
    post = put_away_post(post, by=by, reason=reason)
    settle(post, "hide", by=by, reason=reason, is_kept=is_new)
    return post


@transaction.atomic
def put_away_post(post, *, by, reason=""):
    """`hide_post` as a decision of the queue, which closes its item itself."""
    post = locked_post(post)
    require(rules.can_moderate, by, post.topic.board)
    if post.hidden_at:
        return post
    require(rules.can_hide, by, post)
    take_away(post, "hidden_at")
    record("forum.hide_post", by=by, on=post, reason=reason)
    tell_author(post, "hidden")
    return post


def conceal_post(post):
    """Hide a post because of the reports, until a moderator decides; an opening post with its topic, whose title may be
    what was reported. Whoever restores the post restores that too."""
    post = locked_post(post)
    take_away(post, "hidden_at")
    if post.number == 1 and post.topic.stands:
        put(post.topic, hidden_at=post.hidden_at)
        refresh(post.topic, whole_tree=True, narrows=True)


@transaction.atomic
def restore_post(post, *, by, reason=""):
    """Undo hide_post. What of it waits in the queue is decided by that."""
    is_new = bool(locked_post(post).hidden_at)
    post = bring_back_post(post, by=by, reason=reason)
    settle(post, "restore", by=by, reason=reason, is_kept=is_new)
    return post


@transaction.atomic
def bring_back_post(post, *, by, reason=""):
    """`restore_post` as a decision of the queue; a topic that was hidden for want of another post comes back too."""
    post = locked_post(post)
    require(rules.can_moderate, by, post.topic.board)
    if not post.hidden_at:
        return post
    require(rules.can_restore, by, post)
    topic = post.topic
    went_with_it = {moment: None for moment in ("hidden_at", "withdrawn_at") if _went_with_a_post(topic, moment)}
    put(post, hidden_at=None)
    keep_after_all(post, by=by)
    if went_with_it:
        keep_after_all(topic, by=by)
        put(topic, **went_with_it)
        refresh(topic, whole_tree=True)
    recount(topic)
    record("forum.restore_post", by=by, on=post, reason=reason)
    refresh_post(post)
    tell_author(post, "restored")
    return post


def _went_with_a_post(topic, moment):
    """Whether the topic went out of sight because its last post did: at the very moment of that post."""
    at = getattr(topic, moment)
    return bool(at) and topic.posts.filter(**{moment: at}).exists()


@transaction.atomic
def hide_topic(topic, *, by, reason=""):
    """Take a whole topic out of members' sight. What of it waits in the queue is decided by that."""
    is_new = not locked_topic(topic).hidden_at
    topic = put_away_topic(topic, by=by, reason=reason)
    settle(topic, "hide", by=by, reason=reason, is_kept=is_new)
    return topic


@transaction.atomic
def put_away_topic(topic, *, by, reason=""):
    """`hide_topic` as a decision of the queue, which closes its item itself."""
    topic = locked_topic(topic)
    require(rules.can_moderate, by, topic.board)
    if topic.hidden_at:
        return topic
    require(rules.can_hide, by, topic)
    put(topic, hidden_at=timezone.now())
    record("forum.hide_topic", by=by, on=topic, reason=reason)
    refresh(topic, whole_tree=True, narrows=True)
    tell_author(topic, "hidden")
    return topic


@transaction.atomic
def restore_topic(topic, *, by, reason=""):
    """Undo hide_topic. What of it waits in the queue is decided by that."""
    is_new = bool(locked_topic(topic).hidden_at)
    topic = bring_back_topic(topic, by=by, reason=reason)
    settle(topic, "restore", by=by, reason=reason, is_kept=is_new)
    return topic


@transaction.atomic
def bring_back_topic(topic, *, by, reason=""):
    """`restore_topic` as a decision of the queue."""
    topic = locked_topic(topic)
    require(rules.can_moderate, by, topic.board)
    if not topic.hidden_at:
        return topic
    require(rules.can_restore, by, topic)
    put(topic, hidden_at=None)
    keep_after_all(topic, by=by)
    record("forum.restore_topic", by=by, on=topic, reason=reason)
    refresh(topic, whole_tree=True)
    tell_author(topic, "restored")
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
        put(topic, **{moment: value})
        record(verb, by=by, on=topic)
    return topic
