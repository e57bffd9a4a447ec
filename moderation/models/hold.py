"""What a duty to keep evidence or records stops, and what was deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from moderation.querysets.hold import DeletionQuerySet, HoldQuerySet

PERSON = settings.AUTH_USER_MODEL


class Hold(models.Model):
    """Until it is lifted, nothing of what it is on is erased, thrown away in time, or changed without a version.

    key: of a thing, of a person (whatever they wrote, under any face) or of a space (whatever is in it).
    """

    ref = RefField()
    key = models.CharField(max_length=80)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(lifted_at=None), name="one_hold_at_a_time"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_hold_says_why"),
        ]

    def __str__(self):
        return f"{self.key} {self.at:%Y-%m-%d}"


class Deletion(models.Model):
    """The first of two steps: what is out of sight is erased at `due_at`, unless somebody keeps it after all.

    ended_at: when it was erased or kept.
    """

    ref = RefField()
    key = models.CharField(max_length=80)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=6, choices=[("erased", _("Erased")), ("kept", _("Kept"))], blank=True)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(ended_at=None), name="deleted_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="an_ended_deletion_says_how",
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(ended_at=None), name="deletions_by_day")]

    def __str__(self):
        return f"{self.key} {self.due_at:%Y-%m-%d}"


class Erased(models.Model):
    """The tombstone of what was erased: a back-up of before, put back, is without it again.

    written_at: when it was written to the file beside the data that outlives the database.
    """

    key = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(written_at=None), name="tombstones_to_write")]

    def __str__(self):
        return self.key
