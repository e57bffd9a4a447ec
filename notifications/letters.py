"""The kinds of letter. Each room registers its own in `notices.py`; what a letter says is made up when it is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template.loader import render_to_string


@dataclass(frozen=True)
class Letter:
    """subject, body: plain text in the reader's language. In the body an address that stands alone on its line is the
    thing to do. The greeting, and who writes, come from the frame (`mail/frame.txt`, `mail/frame.html`)."""

    subject: str
    body: str


@dataclass(frozen=True)
class LetterKind:
    """name: such as `members.invitation`. letter(delivery) -> Letter, or None when nobody is to get it any more: it is
    asked in the moment of sending, in the reader's language and time zone, and asks for rights again.

    refusable(delivery) -> the name of the notice kind that its reader may refuse, or "".
    sent(delivery): what else is to be noted when it has left, in the transaction that notes it.
    prepare(deliveries): reads for several at once what `letter` will say of each; it need not be asked.
    put_off(delivery) -> until when its reader wants no such mail, or None.
    to_nobody: whether `letter` is asked even where the row has neither reader nor address. It then writes other
    letters, or none, and returns None.
    """

    name: str
    letter: Callable
    refusable: Callable = lambda delivery: ""
    to_nobody: bool = False
    sent: Callable = lambda delivery: None
    prepare: Callable = lambda deliveries: None
    put_off: Callable = lambda delivery: None


_kinds: dict[str, LetterKind] = {}


def register_letter(kind):
    _kinds[kind.name] = kind
    return kind


def letter_kind(name):
    """The kind; raises KeyError for one that no room registered."""
    return _kinds[name]


def rendered(prefix, context):
    """The letter of two templates, `<prefix>_subject.txt` and `<prefix>_message.txt`."""
    subject = render_to_string(f"{prefix}_subject.txt", context)
    body = render_to_string(f"{prefix}_message.txt", context)
    return Letter(" ".join(subject.split()), body.strip())
