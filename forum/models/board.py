"""Boards: the places of the forum, each with one audience."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from forum.querysets.board import BoardQuerySet


class Board(models.Model):
    ref = RefField()
    audience = models.ForeignKey("core.Audience", on_delete=models.PROTECT, related_name="boards")
    position = models.PositiveIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    moderators = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="moderated_boards")

    objects = BoardQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["position", "id"], name="boards_in_order")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("board", args=[self.ref])

    @property
    def text(self):
        """The BoardText in the reader's language, else in English, else any; None without one. Prefetch `texts`, or
        have them read by `forum.asked`."""
        texts = self.texts_read if hasattr(self, "texts_read") else self.texts.all()
        by_language = {text.language: text for text in texts}
        best = by_language.get(get_language()) or by_language.get("en")
        return best or next(iter(by_language.values()), None)

    @property
    def title(self):
        return self.text.title if self.text else self.ref

    @property
    def purpose(self):
        return self.text.purpose if self.text else ""

    @property
    def language(self):
        """The language of the title that is shown."""
        return self.text.language if self.text else ""

    @property
    def space(self):
        """The space it stands in, or None for a board of everybody or of all members."""
        return getattr(self.audience, "space", None)


class BoardText(models.Model):
    """What a board is called, and what it is for, in one language."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("purpose"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "language"], name="one_board_text_per_language"),
            models.CheckConstraint(condition=~Q(title=""), name="a_board_has_a_title"),
        ]

    def __str__(self):
        return self.title
