"""Bank accounts: IBANs whose check digits are right (ISO 13616, ISO 7064), whatever spaces stand in them."""

import re

# The length of a country's IBAN, by the registry of SWIFT.
LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO", "16": "BE BI", "18": "DK FO FI GL NL SD", "19": "MK SI FK", "20": "AT BA EE KZ XK LT LU MN",
        "21": "HR LV LI CH", "22": "BH BG CR GE DE IE ME RS GB VA", "23": "GI IL IQ AE OM SO TL",
        "24": "AD CZ MD PK RO SA SK ES SE TN VG", "25": "PT ST LY", "26": "IS TR", "27": "FR GR IT MR MC SM DJ",
        "28": "AL AZ BY CY DO GT HU LB PL SV NI", "29": "BR PS QA UA EG", "30": "JO KW MU YE", "31": "MT SC",
        "32": "LC", "33": "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
BEGINNING = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?=[ -]?\w)")
LETTERS = re.compile(r"[ -]?([A-Za-z0-9])")
LONGEST = 33


def places(text):
    """[(start, end)] of the account numbers in a Text."""
    found = []
    for match in BEGINNING.finditer(text.plain):
        length = LENGTHS.get(match[0][:2].upper())
        if length and (end := _end_of(text.plain, match.start(), length)):
            found.append((match.start(), end))
    return found


def _end_of(plain, start, length):
    """Where the account that begins at `start` ends, if its check digits are right; else None."""
    letters, at = [], start
    while len(letters) < length:
        match = LETTERS.match(plain, at)
        if match is None:
            return None
        letters.append(match[1])
        at = match.end()
    return at if _is_right("".join(letters).upper()) and not plain[at : at + 1].isalnum() else None


def _is_right(account):
    number = "".join(str(int(letter, 36)) for letter in account[4:] + account[:4])
    return int(number) % 97 == 1
