"""What members point out to moderators. A flag names its thing by key, so that things of all rooms have one list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from moderation.querysets import FlagQuerySet


class Flag(models.Model):
    """One person's report of one thing: open until a moderator has decided."""

    ref = RefField()
    key = models.CharField(max_length=80, db_index=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(_("reason"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=20, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "reporter"], condition=Q(closed_at=None), name="one_open_report_per_person"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_report_says_why"),
            models.CheckConstraint(
                condition=Q(closed_at=None, decision="") | (Q(closed_at__isnull=False) & ~Q(decision="")),
                name="closed_means_decided",
            ),
        ]
        indexes = [models.Index(fields=["closed_at", "at", "id"], name="flags_by_age")]

    def __str__(self):
        return f"{self.key} {self.at:%Y-%m-%d}"
