"""Reports: their reporter's own, and as moderators find them."""

from django.db import models

from core.gate import is_member
from moderation.querysets.review import said_before


class FlagQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one reported oneself. Moderators read reports with the item that they are about."""
        return self.filter(reporter_id=user.pk) if is_member(user) else self.none()

    def open(self):
        return self.filter(closed_at=None)

    def said_to(self, user):
        """Those made where this moderator reads."""
        return self.filter(said_before(user))

    def for_listing(self):
        return self.select_related("reporter__entry").order_by("at", "id")
