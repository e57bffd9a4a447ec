"""Institutions: where people work."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.prepared import Prepared


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
    created_at = models.DateTimeField(auto_now_add=True)

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
