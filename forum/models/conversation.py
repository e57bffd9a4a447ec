"""Private conversations of two to ten members: read by those who take part, and by nobody else."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.moments import Moments
from forum.models.worded import Worded
from forum.querysets.conversation import ConversationQuerySet, MessageQuerySet, ParticipantQuerySet


class Conversation(models.Model):
    """`last_number` and `bumped_at` are set by actions under this row's lock. It stands in no audience and in no index:
    whoever has a place in it (Participant) sees it."""

    MOST = 10  # people

    ref = RefField()
    title = models.CharField(_("subject"), max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0)
    bumped_at = models.DateTimeField(default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("conversation", args=[self.ref])


class Participant(models.Model):
    """One person's place in a conversation.

    joined_number: messages up to it are not theirs to read, 0 for who was there from the start. read_number: the
    highest they were shown. left_number: the last they could read. arrived_at: when the first message reached them;
    null where all there are come from somebody whom they have blocked: they learn nothing of the conversation.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conversations")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    joined_at = models.DateTimeField(default=timezone.now)
    joined_number = models.PositiveIntegerField(default=0)
    read_number = models.PositiveIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True)
    muted_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_number = models.PositiveIntegerField(null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "user"], name="one_place_in_a_conversation"),
            models.CheckConstraint(
                condition=Q(left_at=None, left_number=None) | Q(left_at__isnull=False, left_number__isnull=False),
                name="left_at_a_number",
            ),
            models.CheckConstraint(
                condition=Q(left_number=None) | Q(left_number__gte=F("joined_number")), name="left_after_joining"
            ),
        ]

    def __str__(self):
        return f"{self.conversation_id} {self.user_id}"


class Message(Worded, Moments):
    """`number`: 1…n in its conversation, never given again. held_at: set at writing where the only other one has
    blocked its writer: it never arrives, and its writer sees it as any other."""

    ref = RefField()
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="private_messages"
    )
    body = models.TextField(_("message"))
    once = models.CharField(max_length=43)
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="a_message_is_numbered_once"),
            models.UniqueConstraint(fields=["author", "once"], name="a_message_is_written_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="messages_begin_at_one"),
            models.CheckConstraint(condition=~Q(body="") | Q(erased_at__isnull=False), name="a_message_has_a_text"),
        ]

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("message", args=[self.ref])
