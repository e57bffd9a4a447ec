"""Of what moderators decide on in other people's topics and posts."""

from forum.rules.boards import board_of, can_moderate
from forum.rules.standing import is_editable
from forum.rules.writers import started, wrote


def can_hide(user, thing) -> bool:
    """`thing` is a topic or a post. What waits is approved or rejected."""
    gone = thing.hidden_at or thing.erased_at or thing.held_at
    return not gone and can_moderate(user, board_of(thing))


def can_decide_on_held(user, thing) -> bool:
    """Whether this person lets in, or rejects, what waits; what was rejected is let in by the same."""
    gone = thing.withdrawn_at or thing.erased_at
    return bool(thing.held_at) and not gone and _reviews(user, thing)


def can_amend(user, post) -> bool:
    """Whether this person changes somebody else’s text as moderator."""
    return is_editable(post) and not wrote(user, post) and can_moderate(user, post.topic.board)


def can_restore(user, thing) -> bool:
    return bool(thing.hidden_at) and not thing.held_at and not thing.erased_at and _reviews(user, thing)


def can_review_topic(user, topic) -> bool:
    """Whether this person decides on it in the queue: nobody does on what they wrote themselves."""
    return can_moderate(user, topic.board) and not started(user, topic)


def can_review_post(user, post) -> bool:
    """The same of a post."""
    return can_moderate(user, post.topic.board) and not wrote(user, post)


def _reviews(user, thing):
    return (can_review_post if hasattr(thing, "topic_id") else can_review_topic)(user, thing)
