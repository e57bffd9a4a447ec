"""The kinds of notice. Each room registers its own in `notices.py`."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class NoticeKind:
    """name: such as `forum.reply`. sentence: lazy text with %(actor)s and %(title)s. recipients(about) -> users.

    actor(about) is the face that readers see, or None. weight: where two kinds meet on one thing, the heavier is said.
    """

    name: str
    sentence: object
    recipients: Callable
    actor: Callable = lambda about: None
    weight: int = 0


_kinds: dict[str, NoticeKind] = {}


def register(kind):
    _kinds[kind.name] = kind
    return kind


def kind_named(name):
    """The kind; raises KeyError for one that no room registered."""
    return _kinds[name]


def known(name):
    return _kinds.get(name)
