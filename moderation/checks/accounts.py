"""Bank accounts: IBANs whose check digits are right (ISO 13616, ISO 7064), whatever spaces stand in them."""

import re
from functools import cache

from stdnum import iban, numdb

REGISTRY = numdb.get("iban")  # SWIFT's: how each country writes its own
PART = re.compile(r"(\d{1,2})!")
BEGINNING = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?=[ -]?\w)")
LETTERS = re.compile(r"[ -]?([A-Za-z0-9])")


def places(text):
    """[(start, end)] of the account numbers in a Text."""
    found = []
    for match in BEGINNING.finditer(text.plain):
        length = _length_in(match[0][:2].upper())
        if length and (end := _end_of(text.plain, match.start(), length)):
            found.append((match.start(), end))
    return found


@cache
def _length_in(country):
    """How many letters and digits an IBAN of a country has; 0 where there is none."""
    structure = REGISTRY.info(country)[0][1].get("bban", "")
    return len("GB82") + sum(map(int, PART.findall(structure))) if structure else 0


def _end_of(plain, start, length):
    """Where the account that begins at `start` ends, if its check digits are right; else None."""
    letters, at = [], start
    while len(letters) < length:
        match = LETTERS.match(plain, at)
        if match is None:
            return None
        letters.append(match[1])
        at = match.end()
    return at if iban.is_valid("".join(letters), check_country=False) and not plain[at : at + 1].isalnum() else None
