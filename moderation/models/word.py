"""Words that the community watches: what is about to be sent is looked through for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from moderation.querysets.word import WatchedWordQuerySet


class WatchedWord(models.Model):
    """One word or phrase. language: in which its other forms are found too; "" finds it as it is written, in any.

    audience: where it is watched; null is everywhere. outcome: `warn` asks the writer, `hold` asks a
    moderator before others read it.
    """

    WARN, HOLD = "warn", "hold"
    OUTCOMES = [
        (WARN, _("Ask the writer whether it should be there")),
        (HOLD, _("Hold the post until a moderator has read it")),
    ]

    ref = RefField()
    words = models.CharField(_("words"), max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    audience = models.ForeignKey("core.Audience", on_delete=models.CASCADE, null=True, related_name="+")
    outcome = models.CharField(_("what happens"), max_length=4, choices=OUTCOMES, default=WARN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = WatchedWordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["words", "language", "audience"], name="watched_once_in_a_space"),
            models.UniqueConstraint(
                fields=["words", "language"], condition=Q(audience=None), name="watched_once_everywhere"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="a_watched_word_has_letters"),
            models.CheckConstraint(condition=Q(outcome__in=["warn", "hold"]), name="a_known_outcome"),
        ]

    def __str__(self):
        return self.words
