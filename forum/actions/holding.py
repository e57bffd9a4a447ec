"""What waits for a moderator: held, let in, rejected."""

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.refusals import require
from forum import refusals, rules
from forum.actions.locking import locked_post, locked_topic
from forum.actions.telling import reviewed_thing, tell_author, tell_readers
from forum.columns import put
from forum.counting import recount
from forum.holding import is_old
from moderation.actions import keep_after_all, note_change, open_item
from moderation.checks.words import held_by_words
from moderation.models import ReviewItem
from search.live import refresh


def hold_post(post, why):
    """Have a post wait that was just written and has no number; its topic's lock is the caller's."""
    open_item(post, why)
    recount(post.topic)


def hold_topic(topic, why):
    """Have a topic wait that was just started, with its opening post."""
    put(topic, held_at=timezone.now())
    open_item(topic, why)


def show_change(post, was, by):
    """Have moderators look at a locked post that its author has just changed: again where it waits; and where it is
    old, so that few would see the change, or has a word now that holds. was: what it said before. It can be read
    meanwhile: others have read it already."""
    thing, board = reviewed_thing(post), post.topic.board
    note_change(thing)
    if not thing.stands or (post.author_id and rules.can_moderate(by, board)):
        return
    if is_old(post):
        open_item(thing, ReviewItem.EDIT)
    show_new_words(thing, post.body, was, language=post.language)


def show_new_words(thing, now, was, *, language=""):
    """Have moderators look at a locked topic or post that stands, when its text has a word now that holds."""
    language, audience = language or thing.language, rules.board_of(thing).audience_id
    words = [held_by_words(text, language, audience) for text in (now, was)]
    if thing.stands and set(words[0]) - set(words[1]):
        open_item(thing, ReviewItem.WORD)


@transaction.atomic
def approve_post(post, *, by, reason=""):
    """Let a post in: it gets its number and its moment now, and whoever should hear of it does. Raises TopicGone where
    its topic went out of sight meanwhile."""
    post = locked_post(post)
    require(rules.can_moderate, by, post.topic.board)
    if not post.held_at:
        return post
    require(rules.can_decide_on_held, by, post)
    topic, now = post.topic, timezone.now()
    if not topic.stands:
        raise refusals.TopicGone
    # As new as it is to its readers: what counts as read since a moment before counted without it.
    put(post, number=topic.last_number + 1, held_at=None, hidden_at=None, created_at=now)
    keep_after_all(post, by=by)
    recount(topic)
    record("forum.approve_post", by=by, on=post, reason=reason)
    tell_readers(post)
    tell_author(post, "approved")
    return post


@transaction.atomic
def approve_topic(topic, *, by, reason=""):
    """Let a topic in, with its opening post."""
    topic = locked_topic(topic)
    require(rules.can_moderate, by, topic.board)
    if not topic.held_at:
        return topic
    require(rules.can_decide_on_held, by, topic)
    now = timezone.now()
    put(topic, held_at=None, hidden_at=None, created_at=now, bumped_at=now)
    opening = topic.posts.select_related("author").get(number=1)
    opening.topic = topic
    put(opening, created_at=now)
    keep_after_all(topic, by=by)
    record("forum.approve_topic", by=by, on=topic, reason=reason)
    refresh(topic, whole_tree=True)
    tell_readers(opening)
    tell_author(topic, "approved")
    return topic


@transaction.atomic
def reject_post(post, *, by, reason=""):
    """Never let a post in; its author goes on seeing it, marked."""
    post = locked_post(post)
    return _reject(post, by, reason, "forum.reject_post")


@transaction.atomic
def reject_topic(topic, *, by, reason=""):
    """Never let a topic in; its author goes on seeing it, marked."""
    return _reject(locked_topic(topic), by, reason, "forum.reject_topic")


def _reject(thing, by, reason, verb):
    require(rules.can_moderate, by, rules.board_of(thing))
    if thing.hidden_at:
        return thing
    require(rules.can_decide_on_held, by, thing)
    put(thing, hidden_at=timezone.now())
    record(verb, by=by, on=thing, reason=reason)
    tell_author(thing, "rejected")
    return thing
