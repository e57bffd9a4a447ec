"""Rows as they are now, held until the transaction ends, and what they refuse. A topic is locked before its posts.

`no_key`: whoever writes a row that points here (a quote, a read mark) need not wait, and so never waits in a circle.
"""

from forum import refusals, rules
from forum.models import Conversation, Post, Topic
from members.models import User


def locked_topic(topic):
    """The topic, fresh from the database, under its lock."""
    return Topic.objects.with_place().with_label().select_for_update(of=("self",), no_key=True).get(pk=topic.pk)


def locked_post(post):
    """The post, fresh and locked, with its locked topic."""
    topic = locked_topic(post.topic)
    fresh = Post.objects.select_related("origin", "author").select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    fresh.topic = topic
    return fresh


def lock_writer(by):
    """What one person begins is begun one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def locked_conversation(conversation):
    """The conversation, fresh from the database, under its lock."""
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)


def locked_topics(topics):
    """{id: topic}, fresh and locked, always in the same order, so that no two wait for each other in a circle."""
    rows = Topic.objects.with_place().select_for_update(of=("self",), no_key=True)
    return {topic.pk: topic for topic in rows.filter(pk__in=[topic.pk for topic in topics]).order_by("pk")}


def refuse_if_wider(topic, read_by):
    """A text is not shown to more people than its writer was told, however the topic has moved meanwhile."""
    if read_by and rules.is_narrower(read_by, topic.audience_id):
        raise refusals.PlaceWidened


def refuse_unless_open(topic):
    """For a locked topic: raises TopicGone or TopicClosed where nothing can be written in it by now."""
    if not topic.stands:
        raise refusals.TopicGone
    if topic.locked_at:
        raise refusals.TopicClosed
