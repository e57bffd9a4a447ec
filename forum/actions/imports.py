"""What is brought over from elsewhere keeps its moment."""

from django.db import transaction

from forum.models import Conversation, Message, Participant, Post, Revision, Topic
from notifications.actions import date_notices
from search.live import refresh


@transaction.atomic
def date_post(post, at):
    """Give a post, the topic that it opened or moved up, and the notices of it, the moment it was written elsewhere."""
    Post.objects.filter(pk=post.pk).update(created_at=at)
    if post.number == 1:
        Topic.objects.filter(pk=post.topic_id).update(created_at=at)
    Topic.objects.filter(pk=post.topic_id, last_post=post.pk).update(bumped_at=at)
    date_notices(post, at)
    post.created_at = at
    refresh(post.topic if post.number == 1 else post)


@transaction.atomic
def date_edit(post, at):
    """Give the last change of a post the moment it was made elsewhere."""
    Post.objects.filter(pk=post.pk).update(edited_at=at)
    Revision.objects.filter(pk=post.revisions.order_by("-number").values("pk")[:1]).update(at=at)


@transaction.atomic
def date_message(message, at):
    """Give the last message of a conversation, and the notices of it, the moment it was written elsewhere."""
    Message.objects.filter(pk=message.pk).update(created_at=at)
    conversation = Conversation.objects.filter(pk=message.conversation_id)
    conversation.update(bumped_at=at)
    if message.number == 1:
        conversation.update(started_at=at)
        Participant.objects.filter(conversation=message.conversation).update(joined_at=at, arrived_at=at)
    date_notices(message.conversation, at)
