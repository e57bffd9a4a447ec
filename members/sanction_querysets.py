"""Who sees sanctions, and notes about members."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.gate import is_member


# As `rules.watches_conduct` says; the rules need the models first.
def _watches(user):
    return is_member(user) and bool({"moderator", "steward"} & user.roles)


class SanctionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; moderators and stewards see all."""
        if _watches(user):
            return self.all()
        return self.filter(user=user) if is_member(user) else self.none()

    def running(self, now=None):
        now = now or timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), lifted_at=None)

    def over(self):
        """Suspensions whose end has come, of accounts that are closed still."""
        ended = self.filter(kind="suspension", lifted_at=None, until__lte=timezone.now())
        return ended.filter(user__disabled_at__isnull=False)

    def with_people(self):
        return self.select_related("user__entry__institution", "by", "lifted_by")


class NoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All but those about oneself."""
        return self.exclude(about=user) if _watches(user) else self.none()
