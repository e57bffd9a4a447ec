"""Rows as they are now, held until the transaction ends. A topic is always locked before its posts.

`no_key`: whoever writes a row that points here (a quote, a read mark) need not wait, and so never waits in a circle.
"""

from forum.models import Conversation, Post, Topic


def locked_topic(topic):
    """The topic, fresh from the database, under its lock."""
    return Topic.objects.with_place().with_label().select_for_update(of=("self",), no_key=True).get(pk=topic.pk)


def locked_post(post):
    """The post, fresh and locked, with its locked topic."""
    topic = locked_topic(post.topic)
    fresh = Post.objects.select_related("origin", "author").select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    fresh.topic = topic
    return fresh


def locked_conversation(conversation):
    """The conversation, fresh from the database, under its lock."""
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)


def locked_topics(topics):
    """{id: topic}, fresh and locked, always in the same order, so that no two wait for each other in a circle."""
    rows = Topic.objects.with_place().select_for_update(of=("self",), no_key=True)
    return {topic.pk: topic for topic in rows.filter(pk__in=[topic.pk for topic in topics]).order_by("pk")}
