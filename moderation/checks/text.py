"""A text as the checks read it: with European digits, letter for letter in the places of the one that was typed, and
with what is known to be something else (dates, case numbers, addresses of pages) blotted out where it would be taken
for a number of somebody.

No pattern of the checks repeats without an end, and each begins where a word does: their time grows with the text alone
(tests/moderation/checks/test_linear.py holds them to it).
"""

import re
from functools import cached_property

DIGITS = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹" + "\u00a0\u202f\u2009\u2011\u2010\u2013٫", "01234567890123456789" + "   ---."
)
BEFORE = 40  # characters in which a word says what a number is
BLOT = "\u2592"

KNOWN = re.compile(
    r"""
    \bhttps?://[^\s<>"]{1,300}                                             # an address of a page
    | \b10\.\d{4,6}/[^\s<>"]{1,100}                                        # a DOI
    | \bISBN(?:-1[03])?:?\s?[\d-]{10,17}X?
    | \bECLI:[A-Z]{2}:[\w.:]{1,60}
    | (?<![\d.,/-])\d{1,2}[./-]\d{1,2}[./-](?:1[89]|20)\d\d(?![\d/-])        # a day
    | (?<![\d.,/-])(?:1[89]|20)\d\d[./-]\d{1,2}[./-]\d{1,2}(?![\d/-])        # a day
    | (?<![\d.,/-])(?:1[89]|20)\d\d\s?-\s?(?:1[89]|20)?\d\d(?![\d/-])        # years
    | (?<!\d)\d{1,2}[:h.]\d\d(?::\d\d)?\s?(?:-\s?\d{1,2}[:h]\d\d|h\b|Uhr\b|UTC\b|[ap]\.?m\b)  # a time
    | \b[A-Z]{1,6}(?:[-/][A-Z0-9]{1,8}){1,4}[-/.]\d[\w/.-]{0,20}           # ICC-01/04-01/06, IT-95-5/18, A/HRC/46/54
    | (?<![\d-])[1-9]\d{0,5}/\d{2,4}(?:[-/]\d{1,4}){0,3}(?!\d)                   # 2236/04
    """,
    re.VERBOSE,
)


class Text:
    """typed: as it was sent. plain: with European digits and plain spaces and dashes; open: the same with what is known
    blotted out. Both are as long as what was typed."""

    def __init__(self, typed):
        self.typed = typed
        self.plain = typed.translate(DIGITS)

    @cached_property
    def open(self):
        return KNOWN.sub(lambda found: BLOT * len(found[0]), self.plain)

    def before(self, place, length=BEFORE):
        """What stands on the same line before a place, in small letters."""
        return self.plain[max(0, place - length) : place].rpartition("\n")[2].casefold()

    def after(self, place, length=15):
        return self.plain[place : place + length].partition("\n")[0].casefold()


def digits_of(found):
    """The digits of a piece of text, and nothing else of it."""
    return "".join(filter(str.isdecimal, found))
