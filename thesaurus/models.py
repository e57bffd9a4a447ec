"""The field's concepts, and what each is called in five languages (SKOS, ISO 25964)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.addresses import address_of
from core.ids import RefField
from thesaurus.querysets import ConceptQuerySet, LabelQuerySet


class Concept(models.Model):
    """One notion of the field. Its words are its labels; its slug is its name in the data files and nowhere else."""

    SETTLED, USUAL, PROPOSED = "settled", "usual", "proposed"
    CONFIDENCE = [
        (SETTLED, _("Settled: the words of a treaty or a code")),
        (USUAL, _("Usual: in common use")),
        (PROPOSED, _("Proposed: not yet confirmed")),
    ]

    ref = RefField()
    slug = models.SlugField(max_length=80, unique=True)
    top = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="scheme")
    broader = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="narrower")
    related = models.ManyToManyField("self", symmetrical=True, blank=True)
    scope_note = models.TextField(_("scope note"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=CONFIDENCE)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__in=["settled", "usual", "proposed"]), name="a_known_confidence"
            ),
            models.CheckConstraint(
                condition=Q(top=None, broader=None) | Q(top__isnull=False, broader__isnull=False),
                name="a_top_has_nothing_above_it",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return address_of("concept", self.ref)

    @property
    def name(self):
        """Its preferred label in the language of the interface."""
        label = self.label_in(get_language())
        return label.text if label else self.slug

    @property
    def name_language(self):
        """The language that `name` is in."""
        label = self.label_in(get_language())
        return label.language if label else "en"

    def label_in(self, language):
        """The preferred label in a language, else in English, else None. Costs nothing after `for_listing()`."""
        if not hasattr(self, "preferred"):
            self.preferred = list(self.labels.preferred())
        by_language = {label.language: label for label in self.preferred}
        return by_language.get(language) or by_language.get("en")


class Label(models.Model):
    """A word or phrase for a concept, in one language."""

    PREF, ALT, ABBR, HIDDEN = "pref", "alt", "abbr", "hidden"
    KINDS = [
        (PREF, _("Preferred")),
        (ALT, _("Also used")),
        (ABBR, _("Abbreviation")),
        (HIDDEN, _("Typed form, never shown")),
    ]

    concept = models.ForeignKey(Concept, on_delete=models.CASCADE, related_name="labels")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    text = models.CharField(_("text"), max_length=200)
    kind = models.CharField(_("kind"), max_length=6, choices=KINDS)
    key = models.CharField(max_length=200, db_index=True, editable=False)
    position = models.PositiveIntegerField()
    is_unconfirmed = models.BooleanField(_("not yet confirmed"), default=False)

    objects = LabelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["concept", "language", "text"], name="a_label_once_in_a_language"),
            models.UniqueConstraint(
                fields=["concept", "language"], condition=Q(kind="pref"), name="one_preferred_label_in_a_language"
            ),
            models.CheckConstraint(condition=Q(kind__in=["pref", "alt", "abbr", "hidden"]), name="a_known_label_kind"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(key=""), name="a_label_says_something"),
        ]

    def __str__(self):
        return self.text


class Edition(models.Model):
    """One row: which data files were loaded last. Its version changes with each load and tells caches to start over."""

    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=10)
    loaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_edition")]

    def __str__(self):
        return f"{self.version} {self.loaded_at:%Y-%m-%d}"
