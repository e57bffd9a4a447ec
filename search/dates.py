"""Dates as people type them after `after:` and `before:`."""

import re
import unicodedata
from datetime import datetime

from django.utils import timezone

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")


def moment_of(word):
    """When a day, a month or a year begins by the reader's clock: "2026-03-01", "2026-03", "2026", in the digits of any
    script. None for anything else."""
    match = _DATE.fullmatch("".join(map(_digit, word)))
    if not match:
        return None
    try:
        moment = datetime(*(int(part or 1) for part in match.groups()), tzinfo=timezone.get_current_timezone())
    except ValueError:
        return None
    return moment if 1 < moment.year < 9999 else None


def _digit(character):
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
