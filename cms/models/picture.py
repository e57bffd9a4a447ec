"""Pictures of the library: Wagtail's, with an audience of their own."""

from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from core.ids import RefField


class Picture(AbstractImage):
    """A picture that editors upload. Its audience is `members` until publishing a public page opens it."""

    ref = RefField()
    audience = models.ForeignKey("core.Audience", on_delete=models.PROTECT, default="members", editable=False)

    admin_form_fields = Image.admin_form_fields


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
