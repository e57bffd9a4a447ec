"""When digests are due and when it is quiet: by a clock on a wall, across the changes of it."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from notifications.hours import last_due, quiet_until, zone_named
from notifications.models import Rhythm

BERLIN, LORD_HOWE, APIA = ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Apia")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "now", "due", "day"),
    [
        (BERLIN, 7, "2026-11-26 05:59", "2026-11-25 06:00", "2026-11-25"),
        (BERLIN, 7, "2026-11-26 06:00", "2026-11-26 06:00", "2026-11-26"),
        # 02:00 is left out on 29 March 2026, and shown twice on 25 October.
        (BERLIN, 2, "2026-03-29 00:59", "2026-03-28 01:00", "2026-03-28"),
        (BERLIN, 2, "2026-03-29 01:00", "2026-03-29 01:00", "2026-03-29"),
        (BERLIN, 2, "2026-10-25 00:30", "2026-10-25 00:00", "2026-10-25"),
        (BERLIN, 2, "2026-10-25 01:30", "2026-10-25 00:00", "2026-10-25"),
        # Half an hour of summer time, and a day that was left out.
        (LORD_HOWE, 2, "2026-10-03 15:30", "2026-10-03 15:30", "2026-10-04"),
        (APIA, 7, "2011-12-30 17:00", "2011-12-30 17:00", "2011-12-31"),
        (APIA, 7, "2011-12-30 16:59", "2011-12-29 17:00", "2011-12-29"),
    ],
)
def test_a_daily_digest_is_due_once_a_day_by_the_clock(zone, hour, now, due, day):
    moment, when = last_due("daily", Rhythm(hour=hour), zone, utc(now))

    assert (moment, str(when)) == (utc(due), day)


@pytest.mark.parametrize(
    ("weekday", "now", "due"),
    [
        (0, "2026-11-30 05:59", "2026-11-23 06:00"),
        (0, "2026-11-30 06:00", "2026-11-30 06:00"),
        (6, "2026-11-30 06:00", "2026-11-29 06:00"),
        (0, "2026-10-26 05:59", "2026-10-19 05:00"),
        (0, "2026-10-26 06:00", "2026-10-26 06:00"),
    ],
)
def test_a_weekly_digest_is_due_on_its_day(weekday, now, due):
    assert last_due("weekly", Rhythm(hour=7, weekday=weekday), BERLIN, utc(now))[0] == utc(due)


@pytest.mark.parametrize(
    ("start", "end", "now", "until"),
    [
        ("22:00", "07:00", "2026-11-26 20:59", None),
        ("22:00", "07:00", "2026-11-26 21:00", "2026-11-27 06:00"),
        ("22:00", "07:00", "2026-11-27 05:59", "2026-11-27 06:00"),
        ("22:00", "07:00", "2026-11-27 06:00", None),
        ("12:00", "13:00", "2026-11-27 11:30", "2026-11-27 12:00"),
        # The night is an hour shorter, an hour longer; the end is left out, is shown twice.
        ("22:00", "07:00", "2026-03-28 22:00", "2026-03-29 05:00"),
        ("22:00", "07:00", "2026-10-24 21:00", "2026-10-25 06:00"),
        ("22:00", "02:30", "2026-03-29 00:59", "2026-03-29 01:30"),
        ("22:00", "02:30", "2026-10-25 00:10", "2026-10-25 00:30"),
        ("22:00", "02:30", "2026-10-25 01:10", "2026-10-25 01:30"),
    ],
)
def test_quiet_hours_end_by_the_clock_and_always_later_than_now(start, end, now, until):
    rhythm = Rhythm(quiet_from=time.fromisoformat(start), quiet_until=time.fromisoformat(end))

    assert quiet_until(rhythm, BERLIN, utc(now)) == (utc(until) if until else None)


def test_without_quiet_hours_it_is_never_quiet():
    assert quiet_until(Rhythm(), BERLIN, utc("2026-11-26 01:00")) is None


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../x"])
def test_a_zone_that_is_none_is_utc(name):
    assert zone_named(name) == ZoneInfo("UTC")
