"""Institutions: where people work."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.prepared import Prepared
from members.querysets import FocalPointQuerySet, InstitutionQuerySet


class Institution(models.Model):
    KINDS = [
        ("prosecution", _("Prosecution service")),
        ("police", _("Police or investigating body")),
        ("court", _("Court")),
        ("international", _("International organisation")),
        ("civil", _("Civil-society organisation")),
    ]

    ref = RefField()
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    country = models.CharField(_("country"), max_length=60, blank=True)
    focal_points = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="members.FocalPoint", related_name="focal_institutions"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InstitutionQuerySet.as_manager()

    def __str__(self):
        return self.name

    @property
    def name(self):
        """The name in the reader's language, else in English, else any. Prefetch `names` for lists."""
        return best_name({row.language: row.name for row in self.names.all()})


class InstitutionName(models.Model):
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "language"], name="one_name_per_language")]

    def __str__(self):
        return self.name


class InstitutionDomain(models.Model):
    """What stands behind the @ in the addresses of its people, in small letters and as the name servers have it."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("e-mail domain"), max_length=253)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["institution", "domain"], name="a_domain_once")]

    def __str__(self):
        return self.domain


class FocalPoint(models.Model):
    """Somebody's time of inviting people for their institution."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="focal_times")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="focal_times")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FocalPointQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "user"], condition=Q(ended_at=None), name="a_focal_point_once"
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.institution}"


def best_name(names):
    """Of {language: name}: in the reader's language, else in English, else any."""
    return names.get(get_language()) or names.get("en") or next(iter(names.values()), "")


def names_of(institutions):
    """{id: {language: name}} of institutions by their ids, in one query."""
    found = {}
    for pk, language, name in _names.ask((), institutions=sorted(set(institutions))):
        found.setdefault(pk, {})[language] = name
    return found


_names = Prepared(
    lambda institutions: (
        InstitutionName.objects.filter(institution__pk__in=institutions)
        .order_by("pk")
        .values_list("institution_id", "language", "name")
    ),
    institutions=Institution._meta.pk,
)
