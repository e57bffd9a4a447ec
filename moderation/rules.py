"""Who may report, and who may decide on a report."""

from core.gate import is_member
from core.things import kind_of_row


def can_flag(user) -> bool:
    """Whoever is a member; that the thing is theirs to read was asked when it was fetched."""
    return is_member(user)


def can_review(user, thing) -> bool:
    """Whether this person moderates the place where the thing stands; the thing's own room knows."""
    kind = kind_of_row(thing)
    return is_member(user) and kind.can_moderate is not None and kind.can_moderate(user, thing)
