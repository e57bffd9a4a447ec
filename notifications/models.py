"""Notices: what somebody should hear of, and the mails that carry them and all else that Fora writes."""

import json

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.lease import Leased
from core.sealing import unseal
from notifications.querysets import DeliveryQuerySet, NoticeQuerySet
from notifications.registry import MAIL, NONE, PAGE


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


class Preference(models.Model):
    """Where one person wants to hear of what one choice is about. kind: its name. Without a row it is as that says."""

    CHANNELS = [
        (MAIL, _("Here and by mail")),
        (PAGE, _("Here only")),
        (NONE, _("Not at all")),
    ]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=CHANNELS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind")]

    def __str__(self):
        return f"{self.kind} {self.channel}"


class Delivery(Leased):
    """One mail to one reader, from the transaction that asked for it until it is sent, dropped or given up.

    address: of somebody without an account, or one that is not the reader's own now; else the reader's is taken when it
    is sent. sealed: what its kind needs to write it, which may hold a one-time link; it goes when the mail has gone.
    queued_at: from when it waits to be sent; later than it was written where it was put off on purpose.
    ended_at: when it was sent or dropped. sent_at: only if it was sent. said: what the mail server answered last, in
    its number and our words, without an address.
    """

    ref = RefField()
    kind = models.CharField(max_length=40)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="deliveries"
    )
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, blank=True)
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, null=True, related_name="delivery")
    sealed = models.TextField(blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=120, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(ended_at=None), name="mails_to_be_sent"),
            models.Index(fields=["ended_at"], name="mails_by_end"),
        ]

    def __str__(self):
        return f"{self.kind} {self.ref}"

    @property
    def values(self):
        """What its kind was given; raises core.sealing.Unreadable."""
        return json.loads(unseal(self.sealed)) if self.sealed else {}
