"""By which thing the queue knows a post whose text a moderator changes."""

from core.things import key_of
from moderation.models import ReviewItem


def amended_thing(post):
    """The topic that a post opens, where it is held or waits for a decision: both are changed in one form. Else the
    post. An open item of the post beside the topic's stays open: who came from the one has not seen the other."""
    if post.number != 1:
        return post
    waits = post.topic.held_at or ReviewItem.objects.open().filter(key=key_of(post.topic)).exists()
    return post.topic if waits else post
