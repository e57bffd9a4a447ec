"""Number plates of vehicles: in shapes that mean nothing else, and what a word says is one."""

import re

LOOKALIKES = "АВЕІКМНОРСТХ"  # of the Ukrainian and the Latin alphabet
LATIN = "ABEIKMHOPCTX"
YEAR = re.compile(r"(?:1[89]|20)\d\d")
SHAPES = [
    re.compile(rf"(?<![\w-])[{LOOKALIKES}]{{2}}[ -]?\d{{4}}[ -]?[{LOOKALIKES}]{{2}}(?![\w-])"),  # Ukraine
    re.compile(r"(?<![\w-])[А-Я] ?\d{3} ?[А-Я]{2} ?\d{2,3}(?!\w)"),  # Russia
    re.compile(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}[- ]\d{3}[- ][A-HJ-NP-TV-Z]{2}(?![\w-])"),  # France, Italy
    re.compile(r"(?<![\w-])[A-HJ-PR-Y]{2}(?:0[1-9]|[1-7]\d) [A-HJ-PR-Z]{3}(?![\w-])"),  # United Kingdom
    re.compile(r"(?<![\w-])[AEJKMOT]\d\d-[AEJKMOT]-\d{3}(?![\w-])"),  # Bosnia and Herzegovina
    re.compile(r"(?<![\w-])[A-ZŠĐČĆŽ]{2} ?\d{3,4}-[A-ZŠĐČĆŽ]{2}(?![\w-])"),  # Serbia
]
# Such as 2019 DRC: taken for a plate only where the number is no year.
SHAPES_OF_YEARS = [
    re.compile(rf"(?<![\w-])[{LATIN}]{{2}}[ -]?\d{{4}}[ -]?[{LATIN}]{{2}}(?![\w-])"),  # Ukraine, in Latin letters
    re.compile(r"(?<![\w./-])\d{4} ?[BCDFGHJKLMNPRSTVWXYZ]{3}(?![\w-])"),  # Spain
]
NAMED = re.compile(
    r"(?<![\w-])(?:[A-ZА-ЯІЇЄ]{1,3}[ -]?)?(?:[A-ZА-ЯІЇЄ]{1,2}[ -]?)?\d{2,7}(?:[ -]?[A-ZА-ЯІЇЄ\d]{1,3}){0,2}(?![\w-])"
)
NAMED_IN_ARABIC = re.compile(r"(?<!\w)(?:[\u0621-\u064a] ?){1,3}\d{2,6}(?!\w)|(?<!\w)\d{4,7}(?!\w)")
SAYS_PLATE = re.compile(
    r"(?:(?:number|licen[cs]e|registration) plates?|(?:vehicle|car) registration|\bmatrícula|\bplaca\b|immatricul|"
    r"plaque minéralogique|\bkennzeichen|номерн\w{1,4} знак|держномер|державн\w{1,4} номер|номер авто|"
    r"لوحة|رقم السيارة|رقم المركبة)[^\d]{0,25}$"
)


def places(text):
    """[(start, end)] of the number plates in a Text."""
    found = [match for pattern in SHAPES for match in pattern.finditer(text.plain)]
    found += [
        match for pattern in SHAPES_OF_YEARS for match in pattern.finditer(text.plain) if not YEAR.search(match[0])
    ]
    found += [
        match
        for pattern in (NAMED, NAMED_IN_ARABIC)
        for match in pattern.finditer(text.open)
        if SAYS_PLATE.search(text.before(match.start())) and not YEAR.fullmatch(match[0])
    ]
    return [match.span() for match in found]
