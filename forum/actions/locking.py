"""Rows as they are now, held until the transaction ends. A topic is always locked before its posts.

`no_key`: whoever writes a row that points here (a quote, a read mark) need not wait, and so never waits in a circle.
"""

from forum.models import Post, Topic


def locked_topic(topic):
    """The topic, fresh from the database, under its lock."""
    return Topic.objects.with_place().select_for_update(of=("self",), no_key=True).get(pk=topic.pk)


def locked_post(post):
    """The post, fresh and locked, with its locked topic."""
    topic = locked_topic(post.topic)
    fresh = Post.objects.select_related("origin", "author").select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    fresh.topic = topic
    return fresh
