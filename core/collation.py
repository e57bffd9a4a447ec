"""The order of names in lists, on every database and in every language alike."""

import unicodedata

from django.db import models

# Unicode keeps і, ї, є and ґ behind я; the letters that Russian has beside them stand where readers look for them.
CYRILLIC = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
PLACES = {letter: chr(0x430 + place) for place, letter in enumerate(CYRILLIC)}
# ñ is a letter of its own, after every other n; the others are two letters written as one.
PLACES |= {"ñ": "n~", "œ": "oe", "æ": "ae"}
LONGEST = 120


def sort_key(name):
    """A text that sorts by its code points as the name does in its alphabet: neither capitals nor accents count.

    The order is that of Unicode's root collation (UTS 10, first level) for the letters of our five languages, with the
    Spanish ñ after n.
    """
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(PLACES.get(letter) or _bare(letter) for letter in letters)[:LONGEST]


class SortKeyField(models.CharField):
    """A column of sort keys, which the database orders by their code points: SQLite does, and PostgreSQL is told so, or
    it would order them by the collation of the whole database and undo what the key says."""

    def db_parameters(self, connection):
        collation = "C" if connection.vendor == "postgresql" else None
        return {**super().db_parameters(connection), "collation": collation}


def _bare(letter):
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
