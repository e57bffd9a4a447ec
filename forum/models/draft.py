"""Texts that are not sent yet."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from core.ids import RefField
from forum.querysets.draft import DraftQuerySet

GIST = 300  # characters


def place_of_translation(key, language):
    """The place of the draft of a translation into a language. key: of the post that it is of."""
    return f"{key}/{language}"


class Draft(models.Model):
    """What one person has typed for one place and not sent: it is theirs alone, also where the place is theirs no more.

    place: the key of the board (a new topic), the topic (an answer), the post (an edit; with a language behind it, its
    translation), the conversation (a message), or of oneself (a new conversation). typed: {name of the field:
    text, or list of words}. version goes up with each saving: a form that says another one than the row has was not
    made from it, and then what stood there is kept as `other` (None: there is nothing else).
    """

    ref = RefField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=80)
    typed = models.JSONField(default=dict)
    other = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "place"], name="one_draft_for_a_place")]

    @property
    def gist(self):
        """The first words of it."""
        return self.typed.get("title") or self.typed.get("body", "")[:GIST]

    def __str__(self):
        return f"{self.user_id} {self.place}"
