"""`from:` in the search box: what somebody wrote, under the face that readers see."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.collation import sort_key
from core.gate import is_member
from core.things import key_of
from members.models import User
from search.narrowing import Meaning, Operator, register

MOST = 20  # people of one name, or with names that begin alike


def _people(value, user):
    """The members of this name, or one of whose names begins so. Who is called by position is nobody here: a name that
    nobody may know is answered as one that nobody has."""
    wanted = sort_key(value)
    called = Q(entry__listed_as__startswith=wanted) | Q(entry__listed_as__contains=f" {wanted}")
    found = list(User.objects.visible_to(user).named().filter(called).for_listing().order_by("entry__listed_as")[:MOST])
    return [person for person in found if person.entry.listed_as == wanted] or found


def _from(value, user):
    people = _people(value, user)
    shown = ", ".join(person.display for person in people)
    return Meaning(shown, authors=tuple(map(key_of, people))) if people else None


register(
    Operator(
        name="from",
        word=pgettext_lazy("word before a colon in the search box", "from"),
        label=_("Author"),
        example="Marchetti",
        read=_from,
        unknown=_("Nobody whom you can find here is called “%(value)s”. It was left out."),
        field="text",
        is_offered=is_member,
    )
)
