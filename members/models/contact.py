"""What stands between two people: messages by the contact form, and that one does not want to hear of the other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from members.profile_querysets import MessageQuerySet, SilenceQuerySet


class Silence(models.Model):
    """Somebody (`user`) who does not want to hear of another. The other never learns of it.

    mute: the other's posts are folded away, and no notice tells of them. block: besides, the other's mentions and
    messages do not arrive.
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


class ContactMessage(models.Model):
    """A message from one member to another, read by the two on Fora; what goes by mail says only that there is one.

    unheard_at: set at writing where the recipient has blocked the sender: it never arrives, and its sender sees it as
    any other. hidden_at: a moderator took it away after a report.
    """

    LONGEST = 4000

    ref = RefField()
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_sent")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_received")
    body = models.TextField(_("message"))
    once = models.CharField(max_length=43)
    created_at = models.DateTimeField(default=timezone.now)
    unheard_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "once"], name="a_message_once"),
            models.CheckConstraint(condition=~Q(body=""), name="a_message_says_something"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="messages_to"),
            models.Index(fields=["sender", "-created_at"], name="messages_from"),
        ]

    def __str__(self):
        return self.ref

    def get_absolute_url(self):
        return reverse("message", args=[self.ref])
