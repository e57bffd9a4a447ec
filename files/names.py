"""Names of files as people may see them: no path, nothing invisible, an ending that says what is inside."""

import re
import unicodedata

from files.types import TYPES

LONGEST = 150
# Controls, marks that turn the direction of reading, line and paragraph separators, what no character stands for.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def shown_name(name, type_name):
    """A clean name of at most 150 characters that ends as its type ends; `name` is untrusted."""
    bare = unicodedata.normalize("NFC", UNSEEN.sub("", str(name)))
    bare = re.split(r"[\\/]", bare)[-1]
    bare = " ".join(bare.split()).rstrip(". ")
    stem, ending = _parted(bare, type_name)
    return (stem.lstrip(". ")[: LONGEST - len(ending)].rstrip(". ") or "file") + ending


def _parted(name, type_name):
    endings = TYPES[type_name].endings
    for ending in endings:
        if name.lower().endswith(ending):
            return name[: -len(ending)], ending
    # The old ending stays readable before the true one: `report.docx.pdf` tells its story.
    return name, endings[0]
