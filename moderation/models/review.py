"""The queue: one open item for each thing that a moderator should look at, and the history of each."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from moderation.models.said import Said
from moderation.querysets.review import ReviewEventQuerySet, ReviewItemQuerySet

CLAIM_LASTS = timedelta(minutes=30)
PERSON = settings.AUTH_USER_MODEL


class ReviewItem(models.Model):
    """A thing, by its key, that waits for a decision. It carries no person but those who decide.

    why: what opened it; what came later stands in its events. version: of the last event, raised with each: a decision
    made on an earlier one is refused. claimed_at: since when somebody looks at it; it lapses after CLAIM_LASTS.
    asked_at: since when the author has been asked for a change and has not made one.
    """

    HELD, FIRST, WORD, FLAG, FILE, EDIT, APPEAL = "held", "first", "word", "flag", "file", "edit", "appeal"
    HAND = "hand"
    WHYS = [
        (HELD, _("Held: everything on this board is looked at first")),
        (FIRST, _("Held: one of a new member’s first posts")),
        (WORD, _("Holds a watched word")),
        (FLAG, _("Reported")),
        (FILE, _("The virus scanner said something of it")),
        (EDIT, _("An old post was changed")),
        (APPEAL, _("Somebody objects to a decision")),
        (HAND, _("A moderator came upon it")),
    ]
    # Not those that a moderator made by deciding on what did not wait.
    CAUSES = [(why, label) for why, label in WHYS if why != "hand"]

    ref = RefField()
    key = models.CharField(max_length=80)
    why = models.CharField(max_length=8, choices=WHYS)
    opened_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)
    claimed_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    assigned_to = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    decision = models.CharField(max_length=20, blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(closed_at=None), name="one_open_item_per_thing"),
            models.CheckConstraint(
                condition=Q(closed_at=None, decision="") | (Q(closed_at__isnull=False) & ~Q(decision="")),
                name="an_item_is_closed_by_a_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at", "ref"], condition=Q(closed_at=None), name="items_that_wait"),
            models.Index(fields=["-closed_at", "ref"], condition=Q(closed_at__isnull=False), name="items_decided"),
            models.Index(fields=["key", "opened_at"], name="items_of_a_thing"),
        ]

    def __str__(self):
        return f"{self.key} {self.why}"

    def get_absolute_url(self):
        return reverse("review_item", args=[self.ref])

    @property
    def is_open(self):
        return self.closed_at is None

    @property
    def claim_ends_at(self):
        return self.claimed_at and self.claimed_at + CLAIM_LASTS


class ReviewEvent(Said):
    """Something that happened to an item. what: opened, joined (`why` says by what), claimed, released, assigned,
    asked, changed, hidden (by the reports alone), or the decision. by: who is known to have done it; nobody where it
    was the author, a reporter or Fora itself. place: the audience in which the thing stood then, "" for none. note: for
    moderators. The words in it are for the author."""

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="events")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    place = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=20)
    why = models.CharField(max_length=8, choices=ReviewItem.WHYS, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_event_per_version")]

    def __str__(self):
        return f"{self.item_id} v{self.version} {self.what}"
