"""A post: taken out of sight."""

from django.db import transaction
from django.utils import timezone

from core.refusals import require
from forum import rules
from forum.actions.locking import locked_post
from forum.actions.recording import record_writing
from forum.actions.telling import refresh_answered, refresh_post, reviewed_thing
from forum.columns import put
from forum.counting import recount
from moderation.actions import settle
from search.live import refresh


@transaction.atomic
def withdraw_post(post, *, by):
    """Take one's post out of sight; its number stays. A topic with no other post goes with it."""
    post = locked_post(post)
    require(rules.wrote, by, post)
    if post.withdrawn_at:
        return post
    require(rules.can_withdraw, by, post)
    held = post.held_at or post.topic.held_at
    take_away(post, "withdrawn_at")
    if held:
        settle(reviewed_thing(post), "withdraw", by=None)
    record_writing("forum.withdraw_post", by=by, on=post)
    return post


def take_away(post, moment):
    """Set a moment that takes a locked post out of sight, and the topic along when no post of it stands."""
    topic, now = post.topic, timezone.now()
    put(post, **{moment: now})
    if topic.accepted_id == post.pk:
        put(topic, accepted=None)  # an answer that is gone answers nothing
        refresh_answered(topic, ())
    recount(topic)
    if not topic.post_count and rules.is_there(topic) and post.number:
        put(topic, **{moment: now})
        refresh(topic, whole_tree=True, narrows=True)
    refresh_post(post, narrows=True)
