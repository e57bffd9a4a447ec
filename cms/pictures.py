"""Which pictures stand in which pages, and who sees them."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from cms.models import Picture
from core.gate import MEMBERS, PUBLIC


def pictures_in(page):
    """The pictures that stand in the text of a page as it is published."""
    fields = [field for field in page._meta.get_fields() if hasattr(field, "extract_references")]
    found = [
        object_id
        for field in fields
        for model, object_id, *_place in field.extract_references(field.value_from_object(page))
        if issubclass(model, Picture)
    ]
    return Picture.objects.filter(pk__in=found).order_by("pk")


def is_read_by_all(page):
    return type(page).objects.visible_to(AnonymousUser()).filter(pk=page.pk).exists()


def to_open(page):
    """The pictures of a page that everybody reads which members alone see."""
    pictures = pictures_in(page).filter(audience=MEMBERS)
    return pictures if is_read_by_all(page) else pictures.none()


def to_close(page):
    """The pictures of a page that not everybody reads which everybody sees, and which no other public page shows."""
    if is_read_by_all(page):
        return Picture.objects.none()
    opened = pictures_in(page).filter(audience=PUBLIC)
    return opened.exclude(pk__in=[picture.pk for picture in opened if _is_shown_elsewhere(picture, page)])


def _is_shown_elsewhere(picture, page):
    """By Wagtail's index, which is a moment behind: in doubt a picture is closed."""
    is_page = {"base_content_type": ContentType.objects.get_for_model(Page)}
    holders = ReferenceIndex.get_references_to(picture).filter(**is_page).values_list("object_id", flat=True)
    pages = Page.objects.filter(pk__in=[int(pk) for pk in holders]).exclude(pk=page.pk).specific()
    return any(is_read_by_all(other) for other in pages)
