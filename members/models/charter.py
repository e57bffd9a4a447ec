"""The charter: what everybody who comes in agrees to, version after version, and who accepted which."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import markup
from core.texts import best_of
from members.querysets import CharterVersionQuerySet


class CharterVersion(models.Model):
    """One version, in every language. Without `published_at` it is the draft that stewards work on."""

    number = models.PositiveIntegerField(unique=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CharterVersionQuerySet.as_manager()

    def __str__(self):
        return str(self.number)

    @property
    def text(self):
        """The text in the reader's language, else in English, else any; None for a draft without one."""
        return best_of(self.texts.all())


class CharterText(models.Model):
    """A version's Markdown in one language, and what is new in it since the one before."""

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(blank=True)
    markup_version = models.PositiveSmallIntegerField()
    changes = models.CharField(_("what changed"), max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_charter_per_language")]

    def __str__(self):
        return f"{self.version} {self.language}"

    def html_for(self, user):
        """The text as this reader may see it: what it refers to is filled in."""
        is_fresh = self.markup_version == markup.VERSION
        return markup.fill([self.body_html if is_fresh else markup.render(self.body).html], user)[0]


class CharterAcceptance(models.Model):
    """That somebody accepted a version, and when."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="charter_acceptances")
    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="a_charter_is_accepted_once")]

    def __str__(self):
        return f"{self.user} {self.version}"
