"""Which words are watched where."""

from django.db import models


class WatchedWordQuerySet(models.QuerySet):
    def watched_in(self, audience):
        """What is watched where these people read: everywhere, and there. audience: its key."""
        return self.filter(models.Q(audience=None) | models.Q(audience=audience))
