"""Which words are watched where, and by whom."""

from django.db import models
from django.db.models import Q

from moderation.rules import can_watch, spaces_watched_by


class WatchedWordQuerySet(models.QuerySet):
    def watched_in(self, audience):
        """What is watched where these people read: everywhere, and there. audience: its key."""
        return self.filter(Q(audience=None) | Q(audience=audience))

    def visible_to(self, user):
        """The words of the lists that this person keeps."""
        everywhere = Q(audience=None) if can_watch(user) else Q(pk__in=[])
        return self.filter(everywhere | Q(audience__in=spaces_watched_by(user)))

    def for_listing(self):
        """Those of everywhere first, then each space's."""
        return self.select_related("audience__space", "by").order_by("audience_id", "words", "pk")
