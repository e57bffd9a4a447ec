"""What is kept whatever happens, and what waits to be erased."""

from django.db import models
from django.utils import timezone

from moderation.querysets.review import seen_through


class HoldQuerySet(models.QuerySet):
    def running(self):
        return self.filter(lifted_at=None)

    def on(self, keys):
        return self.running().filter(key__in=keys)


class DeletionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of things that this person moderates now."""
        seen = seen_through(user, "key", to_delete=True)
        return self.none() if seen is None else self.filter(seen)

    def waiting(self):
        """Neither erased nor kept, what is due first ahead."""
        return self.filter(ended_at=None).order_by("due_at", "id")

    def due(self):
        return self.waiting().filter(due_at__lte=timezone.now())
