"""What narrows a search beside its words: `from:`, `board:`, `after:` … typed in the box, or chosen in fields below it.

One operator reads both. Rooms register theirs in their own `operators.py`, by what their documents carry.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from search.query import QUOTES, visible

MOST = 10  # operators of one search
LONGEST = 100  # characters of a value

_TYPED = re.compile(
    rf"(?<!\S)(?P<name>[^\W\d_]{{2,20}}):(?:[{QUOTES}](?P<quoted>[^{QUOTES}]+)[{QUOTES}](?!\S)|(?P<bare>[^\s{QUOTES}/][^\s{QUOTES}]*))"
)


@dataclass(frozen=True)
class Meaning:
    """What a value stands for. shown: it in words. The others are added to the fields of the same name of
    `engines.base.Question`."""

    shown: str
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    trees: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


def _no_choices(user):
    return []


def _everybody(user):
    return True


@dataclass(frozen=True)
class Operator:
    """One way to narrow a search.

    name: as it stands in addresses, and as anybody may type it. word: how the reader's language calls it in the box.
    label: of its field, and before its value. example: a value to type. read(value, user) -> Meaning, or None for a
    value that means nothing to this reader. unknown: what is said then, with %(value)s. field: how it is chosen:
    "text", "date", "choice", or "" where it is only typed. choices(user) -> [(value, label)]. is_offered(user): whether
    the page offers it to this reader.
    """

    name: str
    word: str
    label: str
    example: str
    read: Callable
    unknown: str
    field: str = ""
    choices: Callable = _no_choices
    is_offered: Callable = _everybody


@dataclass(frozen=True)
class Piece:
    """One operator that was asked for. typed: as it stands in the box; "" where it was chosen in a field."""

    operator: Operator
    value: str
    meaning: Meaning
    typed: str = ""


@dataclass(frozen=True)
class Asked:
    """words: what is left to be looked for. pieces: what narrows it. said: sentences on what was left out."""

    words: str
    pieces: tuple[Piece, ...] = ()
    said: tuple[str, ...] = ()


_operators: dict[str, Operator] = {}


def register(operator):
    _operators[operator.name] = operator
    return operator


def operators():
    """All operators, in the order of their names."""
    return [_operators[name] for name in sorted(_operators)]


def read(typed, fields, user):
    """What a box and the fields below it ask for, as one reader may. fields: {name: [values]}. Raises for nothing."""
    reading = _Reading(user)
    words = _TYPED.sub(reading.take, visible(typed))
    words = " ".join(words.split()) if reading.pieces or reading.said else typed
    for operator in operators():
        for value in fields.get(operator.name, ()) if operator.field else ():
            reading.add(operator, value)
    return Asked(words, tuple(reading.pieces), tuple(reading.said))


def one_of(value, choices):
    """(value, label) of the choice that a value names, by itself or by its label, however it is capitalised."""
    wanted = value.casefold()
    return next((each for each in choices if wanted in (each[0].casefold(), str(each[1]).casefold())), None)


class _Reading:
    """The operators found so far, each once, no more of them than MOST."""

    def __init__(self, user):
        self.user, self.pieces, self.said = user, [], []

    def take(self, match):
        """The place of a match in the words: empty for an operator, and as it was for anything else."""
        operator = _named(match["name"])
        if operator is None:
            self._say(_("There is no filter “%(value)s:”: it was searched as a word."), match["name"])
            return match[0]
        self.add(operator, match["quoted"] or match["bare"], match[0])
        return " "

    def add(self, operator, value, typed=""):
        value = " ".join(visible(value).split())[:LONGEST]
        if not value or len(self.pieces) == MOST:
            return
        meaning = operator.read(value, self.user)
        if meaning is None:
            self._say(str(operator.unknown), value)
        else:
            self.pieces.append(Piece(operator, value, meaning, typed))

    def _say(self, sentence, value):
        said = sentence % {"value": value}
        if said not in self.said and len(self.said) < MOST:
            self.said.append(said)


def _named(name):
    name = name.casefold()
    return next((each for each in operators() if name in (each.name, str(each.word).casefold())), None)
