"""Who will see what somebody writes: counted once a request, never for visitors."""

from core.gate import PUBLIC, is_member
from members.models import User


def count_of(audience_key, user):
    """How many members hold the audience now; None for what everybody sees, and for who is no member."""
    if audience_key == PUBLIC or not is_member(user):
        return None
    return user.read_once(f"readers of {audience_key}", lambda: User.objects.holding(audience_key).count())


def count_of_keepers(space, user):
    """How many people keep the space: those who read a request to join it."""
    if not is_member(user):
        return None
    return user.read_once(f"keepers of {space.ref}", space.memberships.keeping().count)
