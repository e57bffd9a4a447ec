"""Whose bookmarks are whose, and which are due."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core.gate import is_member


class BookmarkQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, on posts that one still sees."""
        if not is_member(user):
            return self.none()
        posts = self.model._meta.get_field("post").related_model.objects
        return self.filter(Exists(posts.visible_to(user).filter(pk=OuterRef("post_id"))), user=user.pk)

    def for_listing(self):
        """With what a list says of each post."""
        return self.select_related("post__topic").defer("post__body", "post__body_html")

    def due(self):
        """Those whose person is to be reminded by now."""
        return self.filter(remind_at__lte=timezone.now(), reminded_at=None)
