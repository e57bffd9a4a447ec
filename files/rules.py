"""Who may do what with files. Who may read one is asked of its holder (querysets.py)."""

from core import things
from core.gate import is_member
from moderation.rules import can_review


def can_upload(user) -> bool:
    return is_member(user)


def can_attach(user, file) -> bool:
    """Only who sent it puts it somewhere."""
    return is_member(user) and file.uploader_id == user.pk


def can_decide(user, file) -> bool:
    """Whether this person decides on what the virus scanner said of a file: whoever moderates what holds it, and the
    role moderator where nothing does (or where what holds it is moderated by nobody)."""
    holder = things.kind_of(file.holder)
    if holder is None or holder.can_moderate is None:
        return is_member(user) and "moderator" in user.roles
    thing = things.resolve([file.holder], user).get(file.holder)
    return thing is not None and can_review(user, thing)
