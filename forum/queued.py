"""By which thing the queue knows a post whose text a moderator changes."""

from core.things import key_of
from moderation.models import ReviewItem

TOPIC, POST = "topic", "post"  # of which of the two the item is that a form to change a text comes from


def amended_thing(post, of=""):
    """What a change of a post decides on: the topic that it opens where that is held, or what waits `of` it is an item
    of the topic (TOPIC); else the post. Each may have an open item, and who came from the one has not seen the other.
    """
    is_topic = post.number == 1 and (post.topic.held_at or of == TOPIC)
    return post.topic if is_topic else post


def what_waits(post):
    """The `of` of a form that comes from no item: of the topic where that one waits, and the post does not."""
    if post.number != 1:
        return POST
    waiting = set(
        ReviewItem.objects.open().filter(key__in=map(key_of, (post, post.topic))).values_list("key", flat=True)
    )
    return TOPIC if waiting == {key_of(post.topic)} else POST
