"""What is kept whatever happens, and what waits to be erased."""

from django.db import models
from django.utils import timezone

from core import things
from moderation.rules import can_review


class HoldQuerySet(models.QuerySet):
    def running(self):
        return self.filter(lifted_at=None)

    def on(self, keys):
        return self.running().filter(key__in=keys)


class DeletionQuerySet(models.QuerySet):
    def waiting(self):
        """Neither erased nor kept, what is due first ahead."""
        return self.filter(ended_at=None).order_by("due_at", "id")

    def due(self):
        return self.waiting().filter(due_at__lte=timezone.now())


def waiting_for(user, deletions):
    """[(deletion, thing)] of those whose thing this person sees and moderates: one query for each kind of thing."""
    deletions = list(deletions)
    rows = things.resolve({deletion.key for deletion in deletions}, user)
    mine = {key: row for key, row in rows.items() if can_review(user, row)}
    return [(deletion, mine[deletion.key]) for deletion in deletions if deletion.key in mine]
