"""That somebody does not want to hear of another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.profile_querysets import SilenceQuerySet


class Silence(models.Model):
    """Somebody (`user`) who does not want to hear of another. The other never learns of it.

    mute: the other's posts are folded away, and no notice tells of them. block: besides, the other's mentions and
    messages between the two do not arrive.
    """

    MUTE, BLOCK = "mute", "block"
    KINDS = [(MUTE, _("Muted")), (BLOCK, _("Blocked"))]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="silences")
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="silenced_by")
    kind = models.CharField(max_length=5, choices=KINDS)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SilenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "other"], name="silenced_once"),
            models.CheckConstraint(condition=~Q(user=F("other")), name="nobody_silences_themselves"),
        ]

    def __str__(self):
        return self.kind
