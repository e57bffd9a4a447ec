"""Pictures of the library: Wagtail's, with an audience of their own."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from cms.querysets import PictureQuerySet, PictureTextQuerySet
from core.gate import MEMBERS
from core.ids import RefField


class Picture(AbstractImage):
    """A picture that editors upload. Its audience is `members` until somebody opens it for a public page."""

    ref = RefField()
    audience = models.ForeignKey("core.Audience", on_delete=models.PROTECT, default=MEMBERS, editable=False)

    objects = PictureQuerySet.as_manager()

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    def alt_in(self, language):
        """What it shows, in words: in this language, else in English, else in any, else its title."""
        by_language = {text.language: text.alt for text in self.texts.all()}
        return by_language.get(language) or by_language.get("en") or next(iter(by_language.values()), self.title)

    def generate_rendition_file(self, filter, *, source=None):
        """As Wagtail does; but its temporary file is closed here, nobody else would."""
        with super().generate_rendition_file(filter, source=source) as drawn:
            drawn.seek(0)
            return ContentFile(drawn.read(), name=drawn.name)

    @property
    def default_alt_text(self):
        return self.alt_in("en")


class PictureText(models.Model):
    """What a picture shows, for who can't see it, in one language."""

    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    alt = models.CharField(_("description"), max_length=300)

    objects = PictureTextQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "language"], name="one_description_per_language"),
            models.CheckConstraint(condition=~models.Q(alt=""), name="a_description_says_something"),
        ]

    def __str__(self):
        return self.alt


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    @property
    def url(self):
        """Through the gate; nothing is served from where the bytes lie."""
        return reverse("picture", args=[self.image.ref, self.filter_spec.replace("|", ",")])
