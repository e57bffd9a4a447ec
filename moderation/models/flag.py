"""What members point out to moderators. A flag names its thing by key, so that things of all rooms have one list."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from moderation.models.said import Said
from moderation.querysets.flag import FlagQuerySet


class Flag(Said):
    """One person's report of one thing: open until a moderator has decided. reason: in the reporter's words; it may be
    empty where `why` says enough. The words of moderators in it are for the reporter."""

    AT_RISK, NOT_TO_SHARE, INSULT, OFF_TOPIC, SPAM, OTHER = (
        "at_risk", "not_to_share", "insult", "off_topic", "spam", "other",
    )  # fmt: skip
    WHYS = [
        (AT_RISK, _("It lets somebody at risk be recognised")),
        (NOT_TO_SHARE, _("It shares what must not be shared")),
        (INSULT, _("It insults or threatens somebody")),
        (OFF_TOPIC, _("It does not belong here")),
        (SPAM, _("It advertises something")),
        (OTHER, _("Something else")),
    ]

    ref = RefField()
    key = models.CharField(max_length=80, db_index=True)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="flags")
    why = models.CharField(max_length=14, choices=WHYS, default=OTHER)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    place = models.CharField(max_length=40, blank=True)  # the audience in which the thing stood; "" for none
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=20, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "reporter"], condition=Q(closed_at=None), name="one_open_report_per_person"
            ),
            models.CheckConstraint(condition=~Q(reason="") | ~Q(why="other"), name="a_report_says_why"),
            models.CheckConstraint(
                condition=Q(closed_at=None, decision="") | (Q(closed_at__isnull=False) & ~Q(decision="")),
                name="closed_means_decided",
            ),
        ]
        indexes = [models.Index(fields=["closed_at", "at", "id"], name="flags_by_age")]

    def __str__(self):
        return f"{self.key} {self.at:%Y-%m-%d}"

    def get_absolute_url(self):
        return reverse("flag", args=[self.ref])
