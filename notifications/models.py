"""Notices: what somebody should hear of. Mail and digests come later from the same rows."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.ids import RefField
from notifications.querysets import NoticeQuerySet


class Notice(models.Model):
    """One thing that one person should look at. Whether it may still be shown is asked when it is shown."""

    ref = RefField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    actor = models.CharField(max_length=80, blank=True)  # the face, as a key; empty where readers see none
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="one_notice_per_thing")]
        indexes = [models.Index(fields=["recipient", "-created_at", "-id"], name="notices_of_a_person")]

    def __str__(self):
        return f"{self.kind} {self.key}"
