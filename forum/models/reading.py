"""How far somebody has read, and what somebody typed that could not be sent."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ReadMark(models.Model):
    """The highest number somebody was shown in a topic. It only moves up."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_marks")
    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="read_marks")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_read_mark_a_topic")]

    def __str__(self):
        return f"{self.user_id} {self.topic_id} {self.number}"


class Unsent(models.Model):
    """A text whose writer's session had ended when it was sent: it comes back after signing in, to its writer only.

    Whoever asks for it must be that person and hold the token (kept here as a digest) that the browser was given.
    """

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=200)
    typed = models.JSONField(default=dict)  # {name of the field: text}
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"
