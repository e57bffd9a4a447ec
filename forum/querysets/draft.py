"""Whose drafts are whose."""

from django.db import models

from core.gate import is_member


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, wherever they were meant for."""
        return self.filter(user=user.pk) if is_member(user) else self.none()
