"""Signing in: devices that are known, what happened to an account, and the way back for who has lost everything."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from members.querysets import AccountEventQuerySet, RecoveryQuerySet


class KnownDevice(models.Model):
    """A browser from which somebody has signed in. digest: of the random word in its cookie, with the person's ref; of
    the browser itself nothing is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_devices")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="a_device_is_known_once")]

    def __str__(self):
        return self.digest[:8]


class AccountEvent(models.Model):
    """Something about an account that its owner should look at. Nobody else sees it."""

    NEW_DEVICE, FACTOR_ADDED, FACTOR_REMOVED, NEW_CODES = "new_device", "factor_added", "factor_removed", "new_codes"
    RECOVERY_ASKED, RECOVERY_CONFIRMED, RECOVERY_STOPPED = "recovery_asked", "recovery_confirmed", "recovery_stopped"
    RECOVERED, NEW_PASSWORD, NEW_ADDRESS = "recovered", "new_password", "new_address"
    KINDS = [
        (NEW_DEVICE, _("Your account was signed in to from a new device.")),
        (FACTOR_ADDED, _("A second factor was added to your account.")),
        (FACTOR_REMOVED, _("A second factor was removed from your account.")),
        (NEW_CODES, _("New recovery codes were made for your account.")),
        (RECOVERY_ASKED, _("Somebody asked to get back into your account.")),
        (RECOVERY_CONFIRMED, _("Two people have confirmed that you lost your way in.")),
        (RECOVERY_STOPPED, _("The way back into your account was stopped.")),
        (RECOVERED, _("Your account was opened again with a new password.")),
        (NEW_PASSWORD, _("The password of your account was changed.")),
        (NEW_ADDRESS, _("The e-mail address of your account was changed.")),
    ]

    ref = RefField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account_events")
    kind = models.CharField(max_length=20, choices=KINDS)
    device = models.CharField(max_length=80, blank=True)  # in words of the browser's own: “Firefox, Linux”
    network = models.CharField(max_length=45, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = AccountEventQuerySet.as_manager()

    def __str__(self):
        return str(self.get_kind_display())

    def get_absolute_url(self):
        return reverse("sessions")


class RecoveryRequest(models.Model):
    """The way back for a member who has lost password and factors. It is confirmed by two and opens a day after the
    mails that warn of it have left: meanwhile every session and address of the person can stop it. It stays open for a
    day from when the mail with the link has left."""

    DELAY = timedelta(hours=24)

    USED, STOPPED, REFUSED, EXPIRED = "used", "stopped", "refused", "expired"

    ref = RefField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)  # the second word
    opens_at = models.DateTimeField(null=True, blank=True)  # set when the last of the warnings has left
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at=None), name="one_open_recovery_per_person")
        ]

    def __str__(self):
        return self.ref

    @property
    def is_open(self):
        return self.opens_at is not None and self.opens_at <= timezone.now()


class RecoveryWord(models.Model):
    """How one of the two made sure, by another channel, that it is the person who asks."""

    request = models.ForeignKey(RecoveryRequest, on_delete=models.CASCADE, related_name="words")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    how = models.CharField(_("how you made sure"), max_length=300)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "by"], name="one_word_each_for_a_recovery")]

    def __str__(self):
        return f"{self.request} · {self.by}"
