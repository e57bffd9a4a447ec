"""Who may see pages and pictures."""

from django.db import models
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Length, Substr
from wagtail.images.models import ImageQuerySet
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from core.gate import MEMBERS, audiences_of
from core.moments import standing


def in_members_section(path="path"):
    """Whether a page, or one above it, carries a restriction: then members alone read it."""
    above = Substr(OuterRef(path), Value(1), Length("page__path"))
    return Exists(PageViewRestriction.objects.filter(page__path=above))


class FoundationQuerySet(PageQuerySet):
    def visible_to(self, user):
        """Live pages that no moment takes out of sight: all of them for who holds `members`, else the public ones."""
        pages = self.live().filter(state__isnull=False, **standing("state__"))
        return pages if MEMBERS in audiences_of(user) else pages.exclude(in_members_section())

    def with_audience(self):
        """With what `audience_key` needs, so that a list of pages asks no further question for it."""
        return self.annotate(is_for_members=in_members_section())

    def for_things(self):
        return self.with_audience().select_related("locale")


class PictureQuerySet(ImageQuerySet):
    def visible_to(self, user):
        return self.filter(audience_id__in=audiences_of(user))


class PictureTextQuerySet(models.QuerySet):
    def of(self, pictures):
        return self.filter(picture__in=pictures)
