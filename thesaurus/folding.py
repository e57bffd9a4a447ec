"""How labels and queries are made comparable: the same letters whatever keyboard, accents and apostrophe."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

# Raise it when anything below changes what comes out: the keys of stored labels are then made anew at the next load.
VERSION = 1

APOSTROPHES = "'’ʼ‘`´ʹ′＇ʻ"
# Marks of direction, soft hyphens and joiners may stand inside a word and mean nothing to a search.
UNSEEN = "\u00ad\u061c\u200b-\u200f\u2060\u2066-\u2069\ufeff"
MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
LETTERS = rf"(?:[^\W_]|[{MARKS}{UNSEEN}])"
CYRILLIC = "\u0400-\u04ff"
WORD = re.compile(
    # M&E is one word; об'єкт too, with any apostrophe or none. In Latin script an apostrophe parts two words.
    rf"\b[^\W_]{{1,2}}&[^\W_]{{1,2}}\b"
    rf"|[^\W_]{LETTERS}*(?:(?<=[{CYRILLIC}])[{APOSTROPHES}](?=[{CYRILLIC}]){LETTERS}+)*"
)
# l'enquête, d'asile, qu'un: the article is no part of the word.
ELIDED = frozenset({"c", "d", "j", "l", "m", "n", "s", "t", "qu"})

_LETTER = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ة": "ه",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ـ": None,
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "œ": "oe",
        "æ": "ae",
        **dict.fromkeys(APOSTROPHES),
    }
)
_DROPPED = re.compile(f"[{MARKS}{UNSEEN}]")


@dataclass(frozen=True)
class Word:
    """One word of a text: where it stands, how it was typed, folded, and folded without its ending."""

    start: int
    end: int
    typed: str
    folded: str
    loose: str


def words(text, most=None):
    """The words of a text in order, at most so many of them. `l'enquête` is `enquete`: elided articles are left out."""
    return [_word(match) for match in islice(WORD.finditer(text), most) if not _is_elided(text, match)]


def key(text):
    """The folded words, joined by spaces: what two spellings of one label have in common."""
    return " ".join(word.folded for word in words(text))


@lru_cache(maxsize=50_000)
def fold(word):
    """One word in small letters, without accents, harakat, tatweel and apostrophes; alef, hamza and ta marbuta alike.

    й, ї and ґ stay as they are: they are letters of their own, and no accents.
    """
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return _DROPPED.sub("", "".join(map(_base, composed))).translate(_LETTER)


def _base(letter):
    """A Latin letter without what stands above or below it; others as they are."""
    if letter < "\u00c0" or not (letter < "\u0250" or "\u1e00" <= letter < "\u1f00"):
        return letter
    return unicodedata.normalize("NFD", letter)[0]


_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)")
_ENDING = re.compile(
    r"(?:ами|ями|ові|еві|ого|ому|ими|іми|ах|ях|ів|їв|ей|ою|ею|єю|ам|ям|ом|ем|єм|их|іх|им|ий|ій|а|я|о|е|є|и|і|ї|у|ю|ь|й)$"
)
_SHORTEST = 4


@lru_cache(maxsize=50_000)
def loosen(folded):
    """A folded word without article or ending, crudely and alike on both sides: crimes, crime and crímenes nearly meet.

    Fora's searching proper knows each language's grammar; this only forgives a plural or a case in a label.
    """
    if folded >= "\u0600":
        return _ARTICLE.sub("", folded)
    if folded >= "\u0400":
        return _shortened(folded, _ENDING.sub("", folded))
    if folded.endswith("aux"):
        return _shortened(folded, folded[:-3] + "al")
    if folded.endswith("ies"):
        return _shortened(folded, folded[:-3] + "y")
    if folded.endswith("s") and not folded.endswith(("ss", "us", "is")):
        folded = _shortened(folded, folded[:-1])
    return _shortened(folded, folded[:-1]) if folded.endswith("e") else folded


def _shortened(word, short):
    return short if len(short) >= _SHORTEST else word


_PLURAL_OF_CAPITALS = re.compile(r"[A-Z]{2,}s")


def _word(match):
    typed = match[0]
    if _PLURAL_OF_CAPITALS.fullmatch(typed):  # NGOs, JITs
        typed = typed[:-1]
    folded = fold(typed)
    return Word(match.start(), match.end(), typed, folded, loosen(folded))


def _is_elided(text, match):
    after = text[match.end() : match.end() + 2]
    return len(after) == 2 and after[0] in APOSTROPHES and after[1].isalpha() and match[0].casefold() in ELIDED
