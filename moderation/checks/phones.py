"""Phone numbers: with a country's code, as countries write their own, and what a word says is one."""

import re

from moderation.checks.text import digits_of

# One digit after the other, each with up to two signs before it.
INTERNATIONAL = re.compile(r"(?<![\w+/.-])(?:\+ ?|00 ?)\(?[1-9](?:[ ./()-]{0,2}\d){6,14}(?!\d)")
OWN = re.compile(r"(?<![\w+/.,-])\(?0[1-9](?:[ ./()-]{0,2}\d){7,9}(?!\d|[/,.]\d)")
# Spain: 612 34 56 78, 91 123 45 67. United States: (212) 555-0123.
IN_GROUPS = re.compile(
    r"(?<![\w+/.,-])(?:[6-9]\d\d(?: \d\d){3}|9\d \d{3} \d\d \d\d|\([2-9]\d\d\) ?\d{3}[.-]\d{4}|[2-9]\d\d-\d{3}-\d{4})"
    r"(?![\w-]|[.,]\d| \d)"
)
ANY = re.compile(r"(?<![\w+/.,-])\(?\d(?:[ ./()-]{0,2}\d){5,12}(?!\d)")
SAYS_PHONE = re.compile(
    r"(?:\b(?:tel|tél|teléf?|telephone|téléphone|teléfono|phone|mobile|cell|móvil|fax|whatsapp|viber|telegram|signal)\b|"
    r"\bportable\b|\bтел|\bмоб|телефон|هاتف|جوال|موبايل|واتساب|تلفون)"
)
SAYS_OTHER = re.compile(
    r"(?:\b(?:cases?|doc|document|ern|files?|no|nos|nº|n°|№|num|dossier|affaire|expediente|asunto|isbn|issn|art|arts|"
    r"order|invoice|ref|pp?|para|paras|page|exhibit|pièce|prueba|справ\w{0,3}|стор|арт|номер|провадження)|§|№|n°|nº|"
    r"قضية|ملف|رقم|ص)[ .:#]{0,3}(?:no|nos|n°|nº|№|number)?[ .:#]{0,3}$"
)
AMOUNT = re.compile(
    r"\s?(?:€|\$|£|%|eur|usd|gbp|uah|грн|dollar|euro|km\b|км\b|people|victim|habitant|persona|осіб|page|стор)"
)
# +, 00 and then a country: how many digits follow.
LEAST = {"+": 7, "0": 9}
MOST = {"+": 15, "0": 13}


def places(text):
    """[(start, end)] of the phone numbers in a Text."""
    found = [match for match in INTERNATIONAL.finditer(text.open) if _has_country(match)]
    found += [
        match for pattern in (OWN, IN_GROUPS) for match in pattern.finditer(text.open) if not _is_other(match, text)
    ]
    found += [match for match in ANY.finditer(text.open) if SAYS_PHONE.search(text.before(match.start(), 25))]
    return [match.span() for match in found if not AMOUNT.match(text.after(match.end()))]


def _has_country(match):
    sign, digits = match[0][0], len(digits_of(match[0]).removeprefix("00"))
    # A range of numbered pages, such as 0012345-0012350, is no number.
    return LEAST[sign] <= digits <= MOST[sign] and "-00" not in match[0]


def _is_other(match, text):
    """Whether the word before says that it is the number of something else."""
    before = text.before(match.start())
    return bool(SAYS_OTHER.search(before)) and not SAYS_PHONE.search(before)
