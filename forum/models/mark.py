"""What readers put on a post: a bookmark, which is theirs alone, and a signal, which all see without a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from forum.querysets.mark import BookmarkQuerySet


class Bookmark(models.Model):
    """A post that one person wants to find again. remind_at: when to be told of it; reminded_at: when that was done."""

    ref = RefField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="bookmarks")
    note = models.CharField(_("note"), max_length=300, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "post"], name="one_bookmark_for_a_post")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-ref"], name="bookmarks_of_a_person"),
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False, reminded_at__isnull=True),
                name="bookmarks_to_be_reminded",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.post_id}"


class Signal(models.Model):
    """What one reader says a post was to them. Others see how many say so and from which countries, and never who.

    country: as institutions write it; "" for `useful`, which needs none.
    """

    USEFUL, WORKED, FAILED = "useful", "worked", "failed"
    KINDS = [(USEFUL, _("Useful")), (WORKED, _("Worked here")), (FAILED, _("Did not work here"))]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=6, choices=KINDS)
    country = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "post", "kind"], name="one_signal_of_each_kind"),
            models.CheckConstraint(condition=Q(kind__in=["useful", "worked", "failed"]), name="a_known_signal"),
            models.CheckConstraint(
                condition=Q(kind="useful", country="") | (~Q(kind="useful") & ~Q(country="")),
                name="a_trial_has_a_country",
            ),
        ]

    def __str__(self):
        return f"{self.post_id} {self.kind}"
