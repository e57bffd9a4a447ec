"""Outbox rows are claimed for a while, not for ever: a killed worker's rows come back by themselves."""

from datetime import timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone

MOST_ATTEMPTS = 10


class Leased(models.Model):
    """A row that a lane works off: attempts so far, not before, claimed until."""

    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


def due(queryset):
    """Rows that nobody holds, whose time has come, and that have not failed ten times."""
    now = timezone.now()
    return queryset.filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now),
        Q(not_before=None) | Q(not_before__lte=now),
        attempts__lt=MOST_ATTEMPTS,
    )


def claim(queryset, limit, seconds=60):
    """Up to `limit` due rows, which no other worker on any machine holds or gets until the lease is over; in the order
    of the queryset, and in three statements however many they are.

    The count of attempts rises when a row is taken: a row that kills its worker stops coming back after ten.
    """
    if not due(queryset).exists():  # looking takes no lock
        return []
    rows = queryset.model._default_manager
    with transaction.atomic():
        # Rows that another is just taking are passed over; on SQLite, which knows no rows' locks, a writer has the
        # whole database until it is through.
        found = list(due(queryset).select_for_update(skip_locked=True)[:limit])
        until = timezone.now() + timedelta(seconds=seconds)
        rows.filter(pk__in=[row.pk for row in found]).update(claimed_until=until, attempts=F("attempts") + 1)
    for row in found:
        row.claimed_until, row.attempts = until, row.attempts + 1
    return found


def put_back(row, times=1):
    """Give a row back after a failure; it waits 2, 4 … 512 seconds, or so many times as long."""
    wait = timedelta(seconds=times * 2 ** min(row.attempts, 9))
    type(row)._default_manager.filter(pk=row.pk).update(claimed_until=None, not_before=timezone.now() + wait)


def hand_back(row, seconds):
    """Give a row back for a reason that is not its own: it waits, and the attempt does not count."""
    type(row)._default_manager.filter(pk=row.pk).update(
        claimed_until=None,
        not_before=timezone.now() + timedelta(seconds=seconds),
        attempts=Greatest(F("attempts") - 1, 0),
    )


def stuck(queryset):
    """Rows that failed ten times, for operators."""
    return queryset.filter(attempts__gte=MOST_ATTEMPTS)
