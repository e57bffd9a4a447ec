"""Numbers that States give people: those whose shape or check digits say so, and what a word says is one.

The check digits are those of the countries' own rules; a number of ten to sixteen digits that means something else
passes for one by chance about three times in a hundred.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from moderation.checks.phones import SAYS_OTHER
from moderation.checks.text import digits_of

DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
HETU_LETTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


@dataclass(frozen=True)
class Format:
    """One country's way to write a number. is_right(what was found, without spaces, dots and dashes): its check."""

    country: str
    pattern: re.Pattern
    is_right: Callable = lambda found: True


def _sum(digits, weights):
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_day(year, month, day):
    try:
        return 1900 <= date(year, month, day).year <= timezone.localdate().year
    except ValueError:
        return False


def _is_short_day(year, month, day):
    """Whether a day of the last hundred years or so is written with two digits of its year."""
    return any(_is_day(century + int(year), int(month), int(day)) for century in (1900, 2000))


def _luhn(digits):
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _dni(found):
    number = found[:-1].translate(str.maketrans("XYZ", "012"))
    return DNI_LETTERS[int(number) % 23] == found[-1]


def _nir(found):
    number = found[:-2].replace("2A", "19").replace("2B", "18")
    return 97 - int(number) % 97 == int(found[-2:])


def _belgian(found):
    return any(97 - int(century + found[:9]) % 97 == int(found[9:]) for century in ("", "2"))


def _finnish(found):
    return HETU_LETTERS[int(found[:6] + found[7:10]) % 31] == found[-1] and _is_short_day(
        found[4:6], found[2:4], found[:2]
    )


def _swedish(found):
    short = found[-10:]
    return _luhn(short) and _is_short_day(short[:2], short[2:4], short[4:6])


def _swiss(found):
    return _sum(found, [1, 3] * 7) % 10 == 0


def _cpf(found):
    checks = [_sum(found, range(length + 1, 1, -1)) * 10 % 11 % 10 for length in (9, 10)]
    return [int(found[9]), int(found[10])] == checks and len(set(found)) > 1


def _rut(found):
    check = -_sum(reversed(found[:-1]), [2, 3, 4, 5, 6, 7, 2, 3, 4]) % 11
    return "0123456789K"[check] == found[-1]


def _record(found):
    return _is_day(int(found[:4]), int(found[4:6]), int(found[6:8]))


# --- numbers of digits alone, by how many


def _ukrainian_tax(found):
    day = int(found[:5])  # counted from the last day of 1899: here from 1927 to 2012
    return 10_000 <= day <= 41_000 and _sum(found, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10 == int(found[9])


def _bulgarian(found):
    month = int(found[2:4]) % 20
    check = _sum(found, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return check == int(found[9]) and int(found[2:4]) <= 52 and _is_short_day(found[:2], month, found[4:6])


def _polish(found):
    month = int(found[2:4]) % 20
    check = -_sum(found, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10
    return check == int(found[10]) and _is_short_day(found[:2], month, found[4:6])


def _norwegian(found):
    first = -_sum(found, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -_sum(found, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return [first, second] == [int(found[9]), int(found[10])] and _is_short_day(found[4:6], found[2:4], found[:2])


def _turkish(found):
    digits = [int(digit) for digit in found]
    tenth = (7 * sum(digits[0:9:2]) - sum(digits[1:8:2])) % 10
    return digits[0] != 0 and digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


def _baltic(found):
    check = _sum(found, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    check = _sum(found, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10 if check == 10 else check
    return found[0] in "3456" and check == int(found[10]) and _is_short_day(found[1:3], found[3:5], found[5:7])


def _yugoslav(found):
    """The number of all successor states: day, month and three digits of the year, region, check."""
    check = -_sum(found, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    year = int(found[4:7]) + (1000 if found[4] == "9" else 2000)
    return check == int(found[12]) and _is_day(year, int(found[2:4]), int(found[:2]))


def _romanian(found):
    check = _sum(found, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return (
        found[0] != "0"
        and min(check, 1 if check == 10 else check) == int(found[12])
        and _is_short_day(found[1:3], found[3:5], found[5:7])
    )


def _south_african(found):
    return _luhn(found) and found[10] in "01" and _is_short_day(found[:2], found[2:4], found[4:6])


def _egyptian(found):
    year = {"2": 1900, "3": 2000}.get(found[0])
    return (
        year is not None
        and _is_day(year + int(found[1:3]), int(found[3:5]), int(found[5:7]))
        and (1 <= int(found[7:9]) <= 35 or found[7:9] == "88")
    )


def _rwandan(found):
    return found[0] in "123" and found[1:3] in ("19", "20") and found[5] in "78"


DIGITS = re.compile(r"(?<![\w.,/+-])\d{10,16}(?![\w/-]|[.,]\d)")
BY_LENGTH = {
    10: (_ukrainian_tax, _bulgarian),
    11: (_polish, _norwegian, _turkish, _baltic),
    13: (_yugoslav, _romanian, _south_african),
    14: (_egyptian,),
    16: (_rwandan,),
}
FORMATS = [
    Format("UA", re.compile(r"(?<!\w)[А-ЩЮЯІЇЄ]{2} ?№? ?\d{6}(?!\w)")),
    Format("UA", re.compile(r"(?<![\w-])(?:19|20)\d{6}-\d{5}(?![\w-])"), _record),
    Format("ES", re.compile(r"(?<![\w.-])(?:\d{8}|\d{1,2}\.\d{3}\.\d{3}|[XYZ]-?\d{7})[ -]?[A-HJ-NP-TV-Z](?!\w)"), _dni),
    Format(
        "FR",
        re.compile(r"(?<!\w)[12] ?\d\d ?[0-9]\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d(?!\w)"),
        _nir,
    ),
    Format("IT", re.compile(r"(?<!\w)[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?!\w)")),
    Format("BE", re.compile(r"(?<![\w.-])\d\d\.\d\d\.\d\d-\d{3}\.\d\d(?!\w)"), _belgian),
    Format("FI", re.compile(r"(?<![\w-])\d{6}[-+A-FU-Y]\d{3}[\dA-Y](?!\w)"), _finnish),
    Format("SE", re.compile(r"(?<![\w-])(?:19|20)?\d{6}[-+]\d{4}(?![\w-])"), _swedish),
    Format("CH", re.compile(r"(?<![\w.])756\.\d{4}\.\d{4}\.\d\d(?!\w)"), _swiss),
    Format("GB", re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D](?!\w)")),
    Format("US", re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")),
    Format("BR", re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d\d(?!\w)"), _cpf),
    Format("CL", re.compile(r"(?<![\w.])\d{1,2}\.\d{3}\.\d{3}-[\dK](?!\w)"), _rut),
    Format("MX", re.compile(r"(?<!\w)[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d(?!\w)")),
    Format("RW", re.compile(r"(?<!\w)[123] (?:19|20)\d\d [78] \d{7} \d \d\d(?!\w)")),
]
NAMED = re.compile(
    r"(?<![\w.,/-])(?:\d\d[A-Z]{2}\d{5}|(?:[A-Z]{1,3}[ -]?)?\d(?:[ .-]?\d){5,13}(?:-?[A-Z])?)(?![\w/]|[.,]\d)"
)
SAYS_IDENTITY = re.compile(
    r"(?:passport|passeport|pasaporte|паспорт|جواز|\bidentity (?:card|no|number)|\bnational id\b|"
    r"\bid (?:card|no|number)|"
    r"carte d.identité|documento de identidad|\bdni\b|\bnie\b|\bcédula|\bc\.c\.|посвідчення|\bіпн\b|рнокпп|"
    r"social security|sécurité sociale|\bbsn\b|\bjmbg\b|\boib\b|\bcpr\b|personnummer|steuer-?id|ausweis|"
    r"رقم الهوية|بطاقة الهوية|الرقم الوطني|الرقم القومي)[\w .:№#°º'’-]{0,25}$"
)


def places(text):
    """[(start, end)] of the numbers of people in a Text."""
    found = [match for each in FORMATS for match in each.pattern.finditer(text.plain) if each.is_right(_bare(match[0]))]
    found += [match for match in DIGITS.finditer(text.plain) if _is_somebodys(match, text)]
    found += [match for match in NAMED.finditer(text.open) if SAYS_IDENTITY.search(text.before(match.start()))]
    return [match.span() for match in found]


def _is_somebodys(match, text):
    checks = BY_LENGTH.get(len(match[0]), ())
    return any(is_right(match[0]) for is_right in checks) and not SAYS_OTHER.search(text.before(match.start()))


def _bare(found):
    """Letters and digits; of a Finnish number also the sign that tells its century."""
    if re.fullmatch(r"\d{6}[-+]\d{3}[\dA-Y]", found):
        return found
    return "".join(filter(str.isalnum, found)) if digits_of(found) else found
