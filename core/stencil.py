"""A template drawn once for all readers, with what differs between them left open.

In the template `{% open "when" %}` leaves a place for a word, and `{% only_with "edit" %}` … `{% endonly_with %}`
marks a part that some get and others do not. `cut` makes a Stencil of what was drawn, `filled` a text for one reader.
"""

import re
import secrets
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

# Nobody can write a mark into a text: it is drawn anew with each process, and never leaves it.
_MARK = secrets.token_hex(16)
_MARKS = re.compile(rf"<{_MARK} (open|begin|end) ([a-z]*)>")


def mark(sign, name=""):
    """What the template tags leave in the text: sign is open, begin or end."""
    return mark_safe(f"<{_MARK} {sign} {name}>")  # noqa: S308  (cut out again before anybody sees it)


@dataclass(frozen=True)
class Stencil:
    """pieces: (HTML, name of the word that follows it or "", names of the parts that it stands in)."""

    pieces: tuple

    @property
    def size(self):
        return sum(len(html) for html, _word, _parts in self.pieces)

    @cached_property
    def words(self):
        """The names of its open places."""
        return frozenset(word for _html, word, _parts in self.pieces) - {""}

    def filled(self, parts, **words):
        """The text with these of its parts, and these words in its open places; words that are not safe are escaped."""
        words = {"": "", **{name: conditional_escape(word) for name, word in words.items()}}
        return mark_safe("".join(html + words[word] for html, word, within in self.pieces if within <= parts))  # noqa: S308


def cut(drawn):
    """The Stencil of a text that a template with marks has drawn."""
    pieces, within = [], ()
    texts = _MARKS.split(drawn)
    for html, sign, name in zip(texts[::3], [*texts[1::3], ""], [*texts[2::3], ""], strict=True):
        pieces.append((html, name if sign == "open" else "", frozenset(within)))
        within = (*within, name) if sign == "begin" else within[:-1] if sign == "end" else within
    return Stencil(tuple(pieces))
