"""Every upload, wherever it hangs. The bytes lie on disk under a random name; this row says whose they are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.moments import Moments
from files.querysets import StoredFileQuerySet
from files.types import CHOICES, PICTURES, TYPES


class StoredFile(Moments):
    """One file. Its audience is its holder's, and null while nothing holds it (or where only the holder knows)."""

    STORED, WAITING, REFUSED = "stored", "waiting", "refused"
    STATES = [(STORED, _("Stored")), (WAITING, _("Being checked")), (REFUSED, _("Refused"))]

    ref = RefField()
    audience = models.ForeignKey("core.Audience", on_delete=models.PROTECT, null=True, related_name="files")
    holder = models.CharField(max_length=80, blank=True, db_index=True)  # kind:ref
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="stored_files"
    )
    name = models.CharField(_("name"), max_length=150)
    type = models.CharField(_("type"), max_length=10, choices=CHOICES)
    size = models.PositiveBigIntegerField(_("size"))
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    sha256 = models.CharField(max_length=64)
    sha256_sent = models.CharField(max_length=64)
    path = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=STATES, default=STORED)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    attached_at = models.DateTimeField(null=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(type__in=sorted(TYPES)), name="a_type_that_is_taken"),
            models.CheckConstraint(
                condition=Q(attached_at=None, holder="", audience=None)
                | (Q(attached_at__isnull=False) & ~Q(holder="")),
                name="attached_means_held",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("file", args=[self.ref])

    @property
    def is_picture(self):
        return self.type in PICTURES

    @property
    def content_type(self):
        return TYPES[self.type].content_type
