"""Who will see what somebody writes: counted once a request, never for visitors."""

from django.db.models import Count, DateTimeField, Value
from django.utils import timezone

from core.gate import PUBLIC, is_member
from core.prepared import Prepared
from members.models import User


def count_of(audience_key, user):
    """How many members hold the audience now; None for what everybody sees, and for who is no member."""
    if audience_key == PUBLIC or not is_member(user):
        return None
    return user.read_once(f"readers of {audience_key}", lambda: _counted(audience_key))


def count_of_keepers(space, user):
    """How many people keep the space: those who read a request to join it."""
    if not is_member(user):
        return None
    return user.read_once(f"keepers of {space.ref}", space.memberships.keeping().count)


def _counted(audience_key):
    return next(iter(_holding.ask(audience_key, audience_key, now=timezone.now())), 0)


def _people(audience_key, now):
    people = User.objects.holding(audience_key, now).order_by()
    return people.annotate(all=Value(1)).values("all").annotate(many=Count("pk")).values_list("many", flat=True)


_holding = Prepared(_people, now=DateTimeField())
