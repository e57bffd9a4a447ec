"""Letters of different alphabets that look alike, in the domains of addresses: `а` of Cyrillic beside `a` of Latin."""

import unicodedata

# Written together in one word as a matter of course.
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}


def mixes_alphabets(domain):
    """Whether one label of a domain is written in several alphabets; `xn--` labels are read as what they stand for."""
    return any(len(_alphabets(label)) > 1 for label in readable(domain).split("."))


def readable(domain):
    """A domain with its `xn--` labels in their own letters, as far as they are any."""
    return ".".join(map(_label, domain.split(".")))


def _label(label):
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _alphabets(label):
    """The first words of the letters' Unicode names: LATIN, CYRILLIC, GREEK, ARABIC …"""
    names = {unicodedata.name(letter, "?").split()[0] for letter in label if letter.isalpha()}
    return {"EAST" if name in EAST_ASIAN else name for name in names}
