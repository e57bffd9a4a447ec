"""Letters as they are meant: presentation forms made into letters, what is no text left out, a language guessed.

Standard library only: it runs in the child.
"""

import re
import unicodedata

# Shapes of Arabic letters and joined Latin ones (ﬁ), as PDF files carry them instead of the letters themselves.
_SHAPES = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]+")
# pdfium's sign for a hyphen at a line's end that is no part of the word.
_BROKEN_WORD = re.compile("[\u0002\ufffe]\\s*")
# Control characters, halves of characters, and what means "nothing here"; PostgreSQL takes no NUL.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\uffff]")
_LINE_ENDS = re.compile("\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_SPACES = re.compile("[^\\S\n]+")
_EMPTY_LINES = re.compile("\n{3,}")

_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_NOT_UKRAINIAN = re.compile("[ыэъёЫЭЪЁ]")
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
# The commonest words that the other two do not have.
_COMMON = {
    "en": "the of and to is that for was with as by be this are from or an which not have has were been will shall",
    "fr": "le et les des du une dans est pour que qui par sur au aux ce pas sont avec été ou cette ces leur",
    "es": "el y los las del una por con para como más pero sus fue este son está entre ser ha al lo su",
}
_COMMON = {language: frozenset(words.split()) for language, words in _COMMON.items()}
LEAST_COMMON = 2
ENOUGH = 20_000  # letters that are looked at: a page says what it is at once


def plain(text):
    """The text in NFC with plain line ends and single spaces, no more than one empty line at a time."""
    text = _BROKEN_WORD.sub("", text)
    text = _NO_TEXT.sub("", _LINE_ENDS.sub("\n", text))
    text = _SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


def language_of(text):
    """The language a text looks like, by its script and its commonest words; empty where it looks like none."""
    words = _WORD.findall(text[:ENOUGH].lower())
    if not words:
        return ""
    if 2 * sum(bool(_ARABIC.match(word)) for word in words) > len(words):
        return "ar"
    if 2 * sum(bool(_CYRILLIC.match(word)) for word in words) > len(words):
        return _cyrillic_language(text[:ENOUGH])
    return _latin_language(words)


def _cyrillic_language(text):
    """Ukrainian, unless its letters say that it is another of those that share the script."""
    foreign, own = len(_NOT_UKRAINIAN.findall(text)), len(_UKRAINIAN.findall(text))
    return "uk" if own > foreign else ""


def _latin_language(words):
    counts = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(counts, key=counts.get)
    is_clear = sorted(counts.values())[-2] < counts[best]
    return best if counts[best] >= LEAST_COMMON and is_clear else ""
