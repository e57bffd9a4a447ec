"""Who may do what with files. Who may read one is asked of its holder (querysets.py)."""

from core import things
from core.gate import is_member
from files.querysets import sent
from moderation.rules import can_review


def can_upload(user) -> bool:
    return is_member(user)


def can_attach(user, file) -> bool:
    """Only who sent it puts it somewhere."""
    return is_member(user) and sent(user, file)


def can_decide(user, file) -> bool:
    """Whether this person decides on what the virus scanner said of a file: whoever moderates what holds it, and
    stewards where nothing does (or where what holds it is moderated by nobody)."""
    thing = things.resolve([file.holder], user).get(file.holder)
    kind = things.kind_of(file.holder)
    if kind is None or kind.can_moderate is None:
        return is_member(user) and "steward" in user.roles
    return thing is not None and can_review(user, thing)
