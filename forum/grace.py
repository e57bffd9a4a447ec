"""When a change of a post leaves no version: soon, small, and before anybody is likely to have relied on the text."""

from datetime import timedelta

from forum.versions import size_of_change
from moderation.holds import keeps_against

TIME = timedelta(minutes=5)
MOST = 200  # characters, of all such changes of a post together
SHARE = 5  # and no more than a fifth of what it says


def is_in_grace(post, size, now):
    """Whether a change of so many characters to a locked post, with its topic, may leave no version. This is the one
    place that is asked: whatever ends a grace (a hold, an answer) says so here."""
    if post.edited_at or post.number != post.topic.last_number or now - post.created_at >= TIME:
        return False
    is_small = post.changed_in_grace + size <= min(MOST, len(post.body) // SHARE)
    return is_small and not keeps_against("edit without a version", post)


def size_of(post, body):
    """How many characters of a post another text would change."""
    return size_of_change(post.body, body, MOST)
