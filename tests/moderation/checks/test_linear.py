"""No text keeps the checks busy: each pattern ends near where it begins, and reads little in more ways than one."""

import re
from importlib import import_module
from re import _constants, _parser

import pytest

from moderation import checks
from moderation.checks import look
from moderation.checks.identities import FORMATS

ROOMS = ("accounts", "addresses", "coordinates", "identities", "phones", "plates", "text")
LONGEST = 400  # characters that one pattern looks at from where it begins
MOST_WAYS = 300  # to read a stretch, where a repetition stands within another
HOSTILE = [
    "0" * 50_000, "+1 " * 17_000, "(" * 50_000, "a" * 50_000, "a@" * 25_000, "a." * 25_000, "1-" * 25_000,
    "A1" * 25_000, "48.8566, " * 5_500, "GB82 " * 10_000, "passport " * 5_500, "tel 1 " * 8_300, "12/" * 16_600,
    "ICC-01/04-" * 5_000, "@[at]" * 10_000, "٠١" * 25_000, "https://" * 6_000, " " * 50_000, "é" * 50_000,
]  # fmt: skip


def patterns():
    modules = [import_module(f"{checks.__name__}.{room}") for room in ROOMS]
    found = {f"{module.__name__}.{name}": value for module in modules for name, value in vars(module).items()}
    for name, value in found.items():
        several = value if isinstance(value, (list, tuple)) else [value]
        yield from ((name, each) for each in several if isinstance(each, re.Pattern))
    yield from ((each.country, each.pattern) for each in FORMATS)


def repeats(parsed):
    """[(most, what is repeated)] in a parsed pattern, at any depth of it."""
    for operation, value in parsed:
        if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            yield value[1], value[2]
        for part in value if isinstance(value, (list, tuple)) else [value]:
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, _parser.SubPattern):
                    yield from repeats(each)


def ways(parsed):
    return max((most * ways(within) for most, within in repeats(parsed)), default=1)


def _parsed(pattern):
    return _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)


def test_every_pattern_ends_within_some_hundred_characters():
    found = list(patterns())

    assert len(found) > 50
    assert {name for name, each in found if _parsed(each).getwidth()[1] > LONGEST} == set()


def test_no_pattern_reads_a_stretch_in_many_ways():
    assert {name for name, each in patterns() if ways(_parsed(each)) > MOST_WAYS} == set()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_fifty_thousand_hostile_characters_come_to_an_end(number):
    assert all(found.end <= 50_000 for found in look(HOSTILE[number]))
