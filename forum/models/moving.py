"""What is left where a topic or a post was before it was moved, and moves that wait for a second word."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from forum.querysets.moving import MoveQuerySet, PostStubQuerySet, TopicStubQuerySet


class TopicStub(models.Model):
    """A topic that became part of another. It leads there those who held its audience, while that is the other's."""

    topic = models.OneToOneField("forum.Topic", on_delete=models.CASCADE, related_name="stub")
    audience = models.ForeignKey("core.Audience", on_delete=models.CASCADE, related_name="+")
    into = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="stubs")

    objects = TopicStubQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(topic=F("into")), name="no_stub_leads_to_itself")]

    def __str__(self):
        return str(self.topic_id)


class PostStub(models.Model):
    """The number that a post had in a topic which it has left."""

    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="post_stubs")
    number = models.PositiveIntegerField()
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="stubs")

    objects = PostStubQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="a_number_is_left_once")]

    def __str__(self):
        return f"{self.topic_id} #{self.number}"


class Move(models.Model):
    """A moderator's wish to move what more people could read then: it waits three days for a second moderator's word.

    numbers: of the posts that go, [] for the whole topic. board: where it goes to stand by itself; into: of which topic
    it becomes part; title: of the new topic that chosen posts make.
    """

    LASTS = timedelta(hours=72)
    AGREED, DROPPED = "agreed", "dropped"

    ref = RefField()
    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="moves")
    numbers = models.JSONField(default=list)
    board = models.ForeignKey("forum.Board", on_delete=models.CASCADE, related_name="+")
    into = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    objects = MoveQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(ended_at=None), name="one_open_move_of_a_topic"),
        ]

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("move", args=[self.ref])

    @property
    def ends_at(self):
        """Until when somebody can agree."""
        return self.created_at + self.LASTS

    @property
    def waits(self):
        return self.ended_at is None and timezone.now() < self.ends_at
