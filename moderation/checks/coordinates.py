"""Places on the map: degrees with four decimals or more (some ten metres), degrees with minutes, and the grids of
armies and of the web."""

import re

DECIMAL = re.compile(
    r"(?<![\w.,/-])(-?\d{1,2}[.,]\d{3,12})°?(?: ?[NS])?[ \t]{0,3}[,;،/ |][ \t]{0,3}(-?\d{1,3}[.,]\d{3,12})(?![\d/])"
)
SIDED = re.compile(r"(?<![\w.,/-])\d{1,2}[.,]\d{2,12} ?° ?[NS][ ,;]{0,3}\d{1,3}[.,]\d{2,12} ?° ?[EWO](?!\w)")
MINUTES = re.compile(
    r"(?<![\w.,/-])\d{1,3} ?[°º] ?\d{1,2}(?:[.,]\d{1,6})? ?['′’](?: ?\d{1,2}(?:[.,]\d{1,6})? ?(?:[\"″”]|''|′′))?"
    r"(?: ?[NSEWO]| ?(?:пн|пд|сх|зх)\.? ?(?:ш|д)\.?| ?(?:شمالا|جنوبا|شرقا|غربا))?"
)
MILITARY = re.compile(
    r"(?<![\w/-])\d{1,2}[C-HJ-NP-X] ?[A-HJ-NP-Z]{2} ?"
    r"(?:\d{3} \d{3}|\d{4} \d{4}|\d{5} \d{5}|\d{6}|\d{8}|\d{10})(?![\w/])"
)
METRES = re.compile(
    r"(?<![\w/-])\d{1,2} ?[C-HJ-NP-X] \d{6}(?:\.\d{1,3})?(?: ?m?E)?[ ,]{1,2}\d{7}(?:\.\d{1,3})?(?: ?m?N)?(?!\w)"
)
PLUS_CODE = re.compile(r"(?<![\w/+])[23456789C][23456789CFGHJMPQRVWX]{3,7}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+])")
THREE_WORDS = re.compile(r"(?<![\w:/])///[^\W\d_]{3,20}\.[^\W\d_]{3,20}\.[^\W\d_]{3,20}(?!\w)")
SAYS_SO = re.compile(r"coord|\blat|\bgps\b|\bgeo:|@$|!3d|широт|координат|إحداث|احداث|خط العرض")
SURE = (MILITARY, METRES, PLUS_CODE, THREE_WORDS, SIDED, MINUTES)


def places(text):
    """[(start, end)] of the coordinates in a Text."""
    found = [match.span() for match in DECIMAL.finditer(text.plain) if _is_place(match, text)]
    return found + [match.span() for pattern in SURE for match in pattern.finditer(text.plain)]


def _is_place(match, text):
    """Two decimals from the globe. With three places behind the point they may be thousands, and two small ones are
    figures as often, unless a word says what they are."""
    north, east = match[1].replace(",", "."), match[2].replace(",", ".")
    if abs(float(north)) > 90 or abs(float(east)) > 180:
        return False
    exact = min(len(number.partition(".")[2]) for number in (north, east))
    is_far = max(abs(float(north)), abs(float(east))) >= 10
    return (exact >= 4 and is_far) or bool(SAYS_SO.search(text.before(match.start())))
