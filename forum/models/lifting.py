"""Learning who wrote a post that carries no name."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from forum.querysets.lifting import LiftingQuerySet


class Lifting(models.Model):
    """One who answers for the place asks, with a reason; another agrees, or refuses; both are then shown the name.

    closes_at: until when it waits for the second word; once that is given, until when the name is shown. ended_at: when
    it was refused. It holds no name itself.
    """

    ref = RefField()
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="liftings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField()

    objects = LiftingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=Q(agreed_at=None, ended_at=None), name="one_lifting_waits_for_a_post"
            ),
            models.CheckConstraint(condition=~Q(agreed_by=F("asked_by")), name="a_lifting_takes_two_people"),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="a_lifting_says_who_agreed",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_lifting_says_why"),
        ]

    def __str__(self):
        return f"{self.post_id} {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("lifting", args=[self.ref])

    @property
    def is_waiting(self):
        """Whether a second word is asked for."""
        return not self.agreed_at and not self.ended_at and self.closes_at > timezone.now()

    @property
    def is_open(self):
        """Whether the name is shown to the two."""
        return bool(self.agreed_at) and self.closes_at > timezone.now()
