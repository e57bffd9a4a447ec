"""Whose drafts are whose, and which are old."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from core.gate import is_member
from moderation.holds import refs_on_hold

KEPT_FOR = timedelta(days=90)


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, wherever they were meant for."""
        return self.filter(user=user.pk) if is_member(user) else self.none()

    def old(self):
        """Those that nobody touched for 90 days."""
        return self.filter(at__lt=timezone.now() - KEPT_FOR)

    def not_on_hold(self):
        """Without those of people whom a hold is on."""
        return self.exclude(user__ref__in=refs_on_hold("person"))
