"""Themes: what boards are grouped by in the list of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.texts import best_of
from forum.querysets.theme import BoardThemeQuerySet


class BoardTheme(models.Model):
    """A heading over boards that stand in no space. It says nothing of who reads them. once: of the form that it was
    added with, "" for none."""

    ref = RefField()
    position = models.PositiveIntegerField(_("position"), default=0)
    once = models.CharField(max_length=43, blank=True, editable=False)

    objects = BoardThemeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["once"], condition=~Q(once=""), name="a_theme_is_added_once")]
        indexes = [models.Index(fields=["position", "id"], name="themes_in_order")]

    def __str__(self):
        return self.title

    @property
    def text(self):
        """The ThemeText in the reader's language, else in English, else any; None without one. Prefetch `texts`."""
        return best_of(self.texts.all())

    @property
    def title(self):
        return self.text.title if self.text else self.ref

    @property
    def language(self):
        """The language of the title that is shown."""
        return self.text.language if self.text else ""


class ThemeText(models.Model):
    """What a theme is called in one language."""

    theme = models.ForeignKey(BoardTheme, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "language"], name="one_theme_text_per_language"),
            models.CheckConstraint(condition=~Q(title=""), name="a_theme_has_a_title"),
        ]

    def __str__(self):
        return self.title
