"""The kinds of notice. Each room registers its own in `notices.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# Where somebody hears of a kind: the page alone, by mail too, at once or in a digest, or not at all.
PAGE, MAIL, DAILY, WEEKLY, NONE = "page", "mail", "daily", "weekly", "none"
DIGESTS = (DAILY, WEEKLY)


@dataclass(frozen=True)
class Choice:
    """What a reader chooses a channel for: one kind of notice, or several that belong together. name: under which the
    choice is kept. channel: where its kinds are told unless their reader has chosen."""

    name: str
    label: object
    channel: str = MAIL


@dataclass(frozen=True)
class NoticeKind:
    """name: such as `forum.reply`. sentence: lazy text with %(actor)s and %(title)s. recipients(about) -> users.

    actor(about) is the face that readers see, or None. writer(about): the id of who did it, whatever the face; they are
    not told, and it is kept nowhere. weight: where two kinds meet on one thing, the heavier is said.
    label: what the reader's own choice calls it. group: the choice that it shares with others, instead of a label. A
    kind with neither is always told. channel: where it is told unless its reader has chosen. repeats: it may happen to
    the same thing again, and is told anew each time. is_signed: what it tells of carries the actor's name, also that
    of somebody whom lists call otherwise.

    spared(about): ids of followers who are told of it as meant for them.
    whole(about): what the thing is a part of, by which notices are shown together; or None. several: what is said of
    more than one, with %(count)d and %(title)s; "" where they are never one.
    places(about): [[keys]] of what one may follow or mute it by, the nearest first. is_personal: it is told also to
    somebody who has muted them.
    """

    name: str
    sentence: object
    recipients: Callable
    actor: Callable = lambda about: None
    writer: Callable = lambda about: None
    weight: int = 0
    label: object = ""
    channel: str = MAIL
    repeats: bool = False
    is_signed: bool = False
    group: Choice | None = None
    spared: Callable = lambda about: ()
    whole: Callable = lambda about: None
    several: object = ""
    places: Callable = lambda about: ()
    is_personal: bool = False

    @property
    def choice(self):
        """What its reader chooses by; None where it is always told."""
        return self.group or (Choice(self.name, self.label, self.channel) if self.label else None)


# What a link in a digest stops: all that comes in it.
STOPPED_WITH = {
    DAILY: NoticeKind(DAILY, "", recipients=lambda about: [], label=_("Your daily digest")),
    WEEKLY: NoticeKind(WEEKLY, "", recipients=lambda about: [], label=_("Your weekly digest")),
}
_kinds: dict[str, NoticeKind] = {}


def register(kind):
    """Add a kind; its name may be taken once only."""
    if kind.name in _kinds:
        raise ValueError(f"The kind of notice {kind.name} is registered twice.")
    _kinds[kind.name] = kind
    return kind


def kind_named(name):
    """The kind; raises KeyError for one that no room registered."""
    return _kinds[name]


def known(name):
    return _kinds.get(name)


def kinds():
    """All that are registered, in order of their names."""
    return [kind for _, kind in sorted(_kinds.items())]


def choosable():
    """The choices that readers have, each once, in order of the names of their kinds."""
    return list(dict.fromkeys(kind.choice for kind in kinds() if kind.choice))
