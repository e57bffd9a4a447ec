"""Notices: what somebody should hear of, what they follow, and the mails that carry notices and all else that Fora
writes."""

import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ids import RefField
from core.lease import Leased
from core.sealing import unseal
from notifications.querysets import AnnouncementQuerySet, DeliveryQuerySet, FollowQuerySet, NoticeQuerySet
from notifications.registry import DAILY, MAIL, NONE, PAGE, WEEKLY


class Notice(models.Model):
    """One thing that one person should look at. Whether it may still be shown is asked when it is shown.

    within: the key of the whole that the thing is part of, by which notices are shown together; "" for none.
    waits_for: the digest that it is to be told in, until it is put in one: `digest`.
    """

    ref = RefField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    actor = models.CharField(max_length=80, blank=True)  # the face, as a key; empty where readers see none
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    within = models.CharField(max_length=80, blank=True)
    waits_for = models.CharField(max_length=6, blank=True)
    digest = models.ForeignKey(
        "notifications.Delivery", on_delete=models.SET_NULL, null=True, related_name="digested", db_index=False
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="one_notice_per_thing")]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notices_of_a_person"),
            models.Index(fields=["waits_for", "recipient"], name="notices_by_digest"),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="notices_in_a_digest"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"


class Follow(models.Model):
    """How much somebody wants to hear of a topic, a board, a concept or a space, and why it is so.

    A level that somebody chose is never overridden by one that was set for another reason. What a level means for what
    stands in several places: `notifications.following`.
    """

    MUTED, NORMAL, TRACKING, WATCHING = range(4)
    LEVELS = [
        (WATCHING, pgettext_lazy("level", "Watching")),
        (TRACKING, pgettext_lazy("level", "Tracking")),
        (NORMAL, pgettext_lazy("level", "Normal")),
        (MUTED, pgettext_lazy("level", "Muted")),
    ]
    MEANINGS = {
        WATCHING: _("a notice of each new post"),
        TRACKING: _("it stands in your lists; a notice only of what is meant for you"),
        NORMAL: _("a notice only of what is meant for you"),
        MUTED: _("nothing, unless somebody mentions you"),
    }
    OWN = [
        (WATCHING, _("I watch it: I hear of each new post")),
        (TRACKING, _("I track it: it stands in my list, and I hear of it what is meant for me")),
        (NORMAL, _("Nothing: I follow what I choose")),
    ]
    CHOSE, STARTED, WROTE, MENTIONED = "chose", "started", "wrote", "mentioned"
    REASONS = [
        (CHOSE, _("You chose it.")),
        (STARTED, _("You started it.")),
        (WROTE, _("You wrote in it.")),
        (MENTIONED, _("You were mentioned in it.")),
    ]

    ref = RefField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    key = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    why = models.CharField(max_length=10, choices=REASONS)
    at = models.DateTimeField(default=timezone.now)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_level_per_thing"),
            models.CheckConstraint(condition=Q(level__lte=3), name="a_known_level"),
        ]
        indexes = [models.Index(fields=["key", "user"], condition=Q(level=3), name="watchers_of_a_thing")]

    def __str__(self):
        return f"{self.level} {self.key}"


class Preference(models.Model):
    """Where one person wants to hear of what one choice is about. kind: its name. Without a row it is as that says."""

    CHANNELS = [
        (MAIL, _("Here and by mail")),
        (DAILY, _("Daily digest")),
        (WEEKLY, _("Weekly digest")),
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


class Rhythm(models.Model):
    """When mail comes to somebody, by their own clock, and what they follow by themselves. Without a row as a new one
    says.

    hour, weekday (0: Monday): of digests. quiet_from, quiet_until: between which no notice is mailed, over midnight
    too; both or neither. own: the level at which one follows a topic that one starts or writes in.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rhythm")
    hour = models.PositiveSmallIntegerField(default=7)
    weekday = models.PositiveSmallIntegerField(default=0)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    own = models.PositiveSmallIntegerField(choices=Follow.OWN, default=Follow.WATCHING)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hour__lte=23, weekday__lte=6), name="an_hour_of_a_week"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="quiet_from_and_until",
            ),
        ]

    def __str__(self):
        return f"{self.hour}:00"


class Announcement(Leased):
    """Something new that those who follow it are to be told of by the worker, batch after batch.

    after: the id of the last person who was looked at. ended_at: when the last was, or nobody was to be told any more.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    after = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(ended_at=None), name="announcements_to_be_made"),
            models.Index(fields=["ended_at"], name="announcements_by_end"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"


class Delivery(Leased):
    """One mail to one reader, from the transaction that asked for it until it is sent, dropped or given up.

    address: of somebody without an account, or one that is not the reader's own now; else the reader's is taken when it
    is sent. sealed: what its kind needs to write it, which may hold a one-time link; it goes when the mail has gone.
    once: what may be queued a single time, such as one person's digest of one day; "" for all else. is_bulk: it lets
    all letters go first that are not.
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
    once = models.CharField(max_length=60, blank=True)
    is_bulk = models.BooleanField(default=False)
    queued_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=120, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="queued_a_single_time"),
        ]
        indexes = [
            models.Index(fields=["is_bulk", "id"], condition=Q(ended_at=None), name="mails_in_turn"),
            models.Index(fields=["ended_at"], condition=Q(ended_at__isnull=False), name="mails_ended"),
            models.Index(fields=["once"], name="mails_by_once"),
        ]

    def __str__(self):
        return f"{self.kind} {self.ref}"

    @property
    def values(self):
        """What its kind was given; raises core.sealing.Unreadable."""
        return json.loads(unseal(self.sealed)) if self.sealed else {}
