"""Numbers that States give people: those whose shape or check digits say so, and what a word says is one.

The check digits are python-stdnum's, by the countries' own rules; a number of ten to sixteen digits that means
something else passes for one by chance about three times in a hundred.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from stdnum.be import nn
from stdnum.bg import egn
from stdnum.br import cpf
from stdnum.ch import ssn
from stdnum.cl import rut
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.mx import curp
from stdnum.no import fodselsnummer
from stdnum.pl import pesel
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso
from stdnum.tr import tckimlik
from stdnum.ua import rntrc
from stdnum.za import idnr

from moderation.checks.phones import SAYS_OTHER
from moderation.checks.text import digits_of


@dataclass(frozen=True)
class Format:
    """One country's way to write a number. is_right(what was found, without spaces, dots and dashes): its check."""

    country: str
    pattern: re.Pattern
    is_right: Callable = lambda found: True


def _is_day(year, month, day):
    try:
        return _is_birthday(date(year, month, day))
    except ValueError:
        return False


def _is_birthday(day):
    return 1900 <= day.year <= timezone.localdate().year


def _record(found):
    return _is_day(int(found[:4]), int(found[4:6]), int(found[6:8]))


def _spanish(found):
    return dni.is_valid(found) or nie.is_valid(found)


# --- numbers of digits alone, by how many


def _of_somebody_born(country):
    """The check of a number that tells a birthday, which for the library may lie in any century."""
    return lambda found: country.is_valid(found) and _is_birthday(country.get_birth_date(found))


def _ukrainian_tax(found):
    # It begins with the day of birth, counted from the last day of 1899: here from 1927 to 2012.
    return 10_000 <= int(found[:5]) <= 41_000 and rntrc.is_valid(found)


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
    10: (_ukrainian_tax, _of_somebody_born(egn)),
    11: (*map(_of_somebody_born, (pesel, fodselsnummer, ik)), tckimlik.is_valid),
    13: tuple(map(_of_somebody_born, (emso, cnp, idnr))),
    14: (_egyptian,),
    16: (_rwandan,),
}
FORMATS = [
    Format("UA", re.compile(r"(?<!\w)[А-ЩЮЯІЇЄ]{2} ?№? ?\d{6}(?!\w)")),
    Format("UA", re.compile(r"(?<![\w-])(?:19|20)\d{6}-\d{5}(?![\w-])"), _record),
    Format(
        "ES", re.compile(r"(?<![\w.-])(?:\d{8}|\d{1,2}\.\d{3}\.\d{3}|[XYZ]-?\d{7})[ -]?[A-HJ-NP-TV-Z](?!\w)"), _spanish
    ),
    Format(
        "FR",
        re.compile(r"(?<!\w)[12] ?\d\d ?[0-9]\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d(?!\w)"),
        nir.is_valid,
    ),
    Format("IT", re.compile(r"(?<!\w)[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z](?!\w)"), codicefiscale.is_valid),
    Format("BE", re.compile(r"(?<![\w.-])\d\d\.\d\d\.\d\d-\d{3}\.\d\d(?!\w)"), nn.is_valid),
    Format("FI", re.compile(r"(?<![\w-])\d{6}[-+A-FU-Y]\d{3}[\dA-Y](?!\w)"), hetu.is_valid),
    Format("SE", re.compile(r"(?<![\w-])(?:19|20)?\d{6}[-+]\d{4}(?![\w-])"), personnummer.is_valid),
    Format("CH", re.compile(r"(?<![\w.])756\.\d{4}\.\d{4}\.\d\d(?!\w)"), ssn.is_valid),
    Format("GB", re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d\d){3} ?[A-D](?!\w)")),
    Format("US", re.compile(r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")),
    Format("BR", re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d\d(?!\w)"), cpf.is_valid),
    Format("CL", re.compile(r"(?<![\w.])\d{1,2}\.\d{3}\.\d{3}-[\dK](?!\w)"), rut.is_valid),
    Format("MX", re.compile(r"(?<!\w)[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d(?!\w)"), curp.is_valid),
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
    """Letters and digits; of a Finnish or Swedish number also the sign that tells its century."""
    if re.fullmatch(r"[\d]{6,8}[-+]\d{3}[\dA-Y]", found):
        return found
    return "".join(filter(str.isalnum, found)) if digits_of(found) else found
