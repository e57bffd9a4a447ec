"""Whom somebody does not want to hear of: asked with every page of a topic."""

from core.gate import is_member
from core.prepared import Prepared
from members.models import Silence, User


def silenced_by(user, people):
    """Those of the ids of people whom this member has muted or blocked."""
    people = sorted(people - {None})
    if not is_member(user) or not people:
        return frozenset()
    return frozenset(_silenced.ask((), person=user.pk, people=people))


_silenced = Prepared(
    lambda person, people: Silence.objects.filter(user=person, other__pk__in=people).values_list("other_id", flat=True),
    person=User._meta.pk,
    people=User._meta.pk,
)
