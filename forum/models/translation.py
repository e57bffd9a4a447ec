"""What members made of a post in another language; everything stays on the server."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from core.moments import Moments, standing
from forum.models.worded import Worded
from forum.querysets.translation import TranslationQuerySet
from moderation.attribution import NAME


def place_on_page(post, language):
    """The address at which a translation of a post stands on the page of its topic."""
    return f"{post.get_absolute_url()}-{language}"


class PostTranslation(Worded, Moments):
    """One translation of a post for each language; others may improve it, and every version of it is kept.

    `author` is who wrote the first version, by name. of_digest: which text of the post the last version was made from
    (`Post.digest`); where that is another by now, the translation says so. once: with the author, of the first version.
    """

    ref = RefField()
    post = models.ForeignKey("forum.Post", on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    body = models.TextField(_("translation"))
    of_digest = models.CharField(max_length=16)
    once = models.CharField(max_length=43)
    created_at = models.DateTimeField(default=timezone.now)

    # By name, always: as `forum.faces` asks of what is signed.
    attribution, institution_id, role = NAME, None, ""

    objects = TranslationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "language"], condition=Q(**standing()), name="one_translation_for_a_language"
            ),
            models.UniqueConstraint(fields=["author", "once"], name="a_translation_is_made_once"),
            models.CheckConstraint(condition=~Q(body="") | Q(erased_at__isnull=False), name="a_translation_has_a_text"),
        ]

    def __str__(self):
        return f"{self.post} ({self.language})"

    def get_absolute_url(self):
        return reverse("translation", args=[self.ref])

    @property
    def is_behind(self):
        """Whether the post says something else by now."""
        return self.of_digest != self.post.digest


class TranslationVersion(models.Model):
    """One version of a translation's text; the last is what it says now."""

    translation = models.ForeignKey(PostTranslation, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["translation", "number"], name="a_translation_is_numbered_once"),
            models.CheckConstraint(condition=~Q(body=""), name="a_translated_version_has_a_text"),
        ]

    def __str__(self):
        return f"{self.translation_id} v{self.number}"
