"""Rows as they are now, held until the transaction ends. A topic is always locked before its posts."""

from forum.models import Post, Topic


def locked_topic(topic):
    """The topic, fresh from the database, under its lock."""
    return Topic.objects.with_place().select_for_update(of=("self",)).get(pk=topic.pk)


def locked_post(post):
    """The post, fresh and locked, with its locked topic."""
    topic = locked_topic(post.topic)
    fresh = Post.objects.select_related("origin", "author").select_for_update(of=("self",)).get(pk=post.pk)
    fresh.topic = topic
    return fresh
