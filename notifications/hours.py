"""When mail comes, by the clock of who gets it. An hour that a clock leaves out in spring comes with the next that
there is; one that it shows twice in autumn counts the first time."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta

from notifications.registry import WEEKLY

SOON = timedelta(minutes=15)  # where no end of a quiet time can be told


def zone_named(name):
    """The time zone, or UTC for a name that is none."""
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def last_due(period, rhythm, zone, now):
    """(moment, day) when a digest was last due, not after now: the moment in UTC, the day on that clock.

    rhythm: with `hour` and `weekday`.
    """
    day, step = now.astimezone(zone).date(), 1
    if period == WEEKLY:
        day, step = day - timedelta(days=(day.weekday() - rhythm.weekday) % 7), 7
    while (due := _moment(day, time(rhythm.hour), zone)) > now:  # twice, where a clock leaves out a day
        day -= timedelta(days=step)
    return due, day


def quiet_until(rhythm, zone, now):
    """When the quiet time ends that somebody has now, in UTC; None where they have none.

    rhythm: with `quiet_from` and `quiet_until`, times of the day or None.
    """
    if rhythm.quiet_from is None:
        return None
    here = now.astimezone(zone)
    if not _is_between(here.time(), rhythm.quiet_from, rhythm.quiet_until):
        return None
    day = here.date() + timedelta(days=here.time() >= rhythm.quiet_until)
    ends = [_moment(day, rhythm.quiet_until, zone, fold) for fold in (0, 1)]
    return min((end for end in ends if end > now), default=now + SOON)


def _is_between(clock, start, end):
    return start <= clock < end if start < end else clock >= start or clock < end


def _moment(day, clock, zone, fold=0):
    return datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC)
