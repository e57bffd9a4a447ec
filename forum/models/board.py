"""Boards: the places of the forum, each with one audience."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.addresses import address_of
from core.ids import RefField
from core.texts import best_of
from forum.querysets.board import BoardQuerySet
from members.languages import name_of
from moderation.models.handling import COMMUNITY


class Board(models.Model):
    """posting: who may post without being looked at first. `first_held`: not who is new (`forum.holding`); `all_held`:
    moderators alone; `announcements`: they start the topics, members answer.

    languages: codes of those in which people write here, [] for any; they are told to readers and refuse nobody.
    """

    OPEN, FIRST_HELD, ALL_HELD, ANNOUNCEMENTS = "open", "first_held", "all_held", "announcements"
    POSTING = [
        (OPEN, _("What is posted can be read at once")),
        (FIRST_HELD, _("First posts of new members wait for a moderator")),
        (ALL_HELD, _("Every post waits for a moderator")),
        (ANNOUNCEMENTS, _("Moderators start the topics, members answer")),
    ]

    ref = RefField()
    audience = models.ForeignKey("core.Audience", on_delete=models.PROTECT, related_name="boards")
    theme = models.ForeignKey(
        "forum.BoardTheme", on_delete=models.SET_NULL, null=True, blank=True, related_name="boards"
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    posting = models.CharField(_("posting"), max_length=13, choices=POSTING, default=OPEN)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    default_handling = models.ForeignKey(
        "moderation.Handling", on_delete=models.PROTECT, default=COMMUNITY, db_index=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)
    moderators = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="moderated_boards")

    objects = BoardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(posting__in=["open", "first_held", "all_held", "announcements"]),
                name="a_known_way_of_posting",
            ),
        ]
        indexes = [models.Index(fields=["position", "id"], name="boards_in_order")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("board", self.ref)

    @property
    def text(self):
        """The BoardText in the reader's language, else in English, else any; None without one. Prefetch `texts`, or
        have them read by `forum.asked`."""
        return best_of(self.texts_read if hasattr(self, "texts_read") else self.texts.all())

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
    def languages_in_words(self):
        """The names of its languages in the reader's; "" for any."""
        return ", ".join(name_of(code) for code in self.languages)

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
