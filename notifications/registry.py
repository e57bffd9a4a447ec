"""The kinds of notice. Each room registers its own in `notices.py`."""

from collections.abc import Callable
from dataclasses import dataclass

# Where somebody hears of a kind: the page alone, by mail too, or not at all.
PAGE, MAIL, NONE = "page", "mail", "none"


@dataclass(frozen=True)
class NoticeKind:
    """name: such as `forum.reply`. sentence: lazy text with %(actor)s and %(title)s. recipients(about) -> users.

    actor(about) is the face that readers see, or None. called(actor): the name that the thing itself carries, where
    that is not what lists call the person. weight: where two kinds meet on one thing, the heavier is said.
    label: what the reader's own choice calls it; a kind without one is always told. channel: where it is told unless
    its reader has chosen. repeats: it may happen to the same thing again, and is told anew each time. is_signed: what
    it tells of carries the actor's name, also that of somebody whom lists call otherwise.
    """

    name: str
    sentence: object
    recipients: Callable
    actor: Callable = lambda about: None
    called: Callable | None = None
    weight: int = 0
    label: object = ""
    channel: str = MAIL
    repeats: bool = False
    is_signed: bool = False


_kinds: dict[str, NoticeKind] = {}


def register(kind):
    _kinds[kind.name] = kind
    return kind


def kind_named(name):
    """The kind; raises KeyError for one that no room registered."""
    return _kinds[name]


def known(name):
    return _kinds.get(name)


def choosable():
    """The kinds whose readers choose where they hear of them, in order of their names."""
    return [kind for _, kind in sorted(_kinds.items()) if kind.label]
