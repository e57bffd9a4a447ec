"""Who will see what somebody writes: counted once a request, never for visitors."""

from dataclasses import dataclass

from django.db.models import Count, DateTimeField, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.gate import MEMBERS, PUBLIC, is_member
from core.kept import Kept
from core.prepared import Prepared
from members import rules
from members.models import FocalPoint, User

MANY = 1000  # of so many, one more or less is no news: the number is kept for a minute
_numbers = Kept(1024, seconds=60)


@dataclass(frozen=True)
class Circle:
    """Readers that are no audience: who they are in words, how many members (None: they are not counted), where they
    are listed. is_most: no more than so many; which of them it will be is chosen in the form."""

    words: str
    readers: int | None = None
    url: str = ""
    is_most: bool = False


def count_of(audience_key, user):
    """How many members hold the audience now; None for what everybody sees, and for who is no member."""
    if audience_key == PUBLIC or not is_member(user):
        return None
    return user.read_once(f"readers of {audience_key}", lambda: _counted(audience_key))


def those_who_keep(space, user):
    """Of a request to be let in."""
    people = _keepers(space)
    return Circle(_("Who: those who keep this space."), _count(f"keepers of {space.ref}", people, user))


def one_invited_and_keepers(space, user):
    """Of the line that goes with a keeper's invitation of a member."""
    keepers = _count(f"keepers of {space.ref}", _keepers(space), user)
    words = _("Who: the person whom you invite, and those who keep this space.")
    return Circle(words, None if keepers is None else keepers + 1, reverse("space_people", args=[space.ref]))


def stewards_and_keepers(space, user):
    """Of a keeper's wish for an outsider."""
    people = User.objects.members().filter(Q(pk__in=rules.stewards().values("pk")) | Q(pk__in=_keepers(space)))
    words = _("Who: the membership stewards, and those who keep this space.")
    return Circle(words, _count(f"stewards and keepers of {space.ref}", people, user))


def one_invited_and_their_inviters(institutions, user):
    """Of the line in an invitation to Fora. institutions: those of which one is chosen in the form."""
    focal = FocalPoint.objects.current().filter(institution__in=institutions).values("user")
    people = User.objects.members().filter(Q(pk__in=rules.stewards().values("pk")) | Q(pk__in=focal))
    return Circle(
        _("Who: the person whom you invite, the membership stewards, and the focal points of the institution."),
        _count("those who invite", people, user),
        is_most=len(institutions) > 1,
    )


def moderators_but(people, name, user):
    """Of the report of what stands between people (their ids): moderators who are none of them. name: of the number."""
    words = _("Who: the moderators who take no part in the conversation.")
    return Circle(words, _count(name, _holding("moderator").exclude(pk__in=people), user))


def confirmers(person, user):
    """Of how somebody made sure that it is this person who lost everything."""
    words = _("Who: the membership stewards, and the focal points of this person’s institution.")
    return Circle(words, _count(f"confirmers of {person.ref}", rules.confirmers_of(person), user))


def stewards_until_published(user):
    """Of a draft of the charter."""
    words = _("Who: the membership stewards. Once it is published, everybody reads it, signed in or not.")
    return Circle(words, _count("stewards", rules.stewards(), user), reverse("roles"))


def finders_of_new_space(user):
    """Of name and purpose of a space that is being made."""
    words = _(
        "Who finds the space sees its name and purpose: of an open one or one on request all members, of the others "
        "those whom you invite."
    )
    return Circle(words, count_of(MEMBERS, user), reverse("people"), is_most=True)


def those_whom_parts_name(user):
    """Of one's own profile."""
    words = _(
        "Who: of each part those whom you choose below it; of your name all members, unless you appear without it."
    )
    return Circle(words, count_of(MEMBERS, user), reverse("people"), is_most=True)


def readers_of_record(user):
    """Of the reasons that stand in the audit log, and in no space's."""
    return Circle(_record_words(), _count("auditors", _holding("auditor"), user))


def readers_of_record_in_places(user):
    """Of reasons that stand in a space's record, or may: each space has keepers of its own, so they are not counted."""
    return Circle(_record_words())


def keepers_of_words(user):
    """Of what is watched: they are other people in each space, so they are not counted."""
    return Circle(_("Who: the moderators; of what is watched in a space, those who keep or moderate it."))


def nobody_else(user):
    return Circle(_("Who: nobody but you. It is kept nowhere."))


def _record_words():
    return _("Who: those who read the record of what was done: the auditors, and in a space its keepers.")


def moderators_and_stewards(user):
    """Of notes about a member, and of what a member says to a decision."""
    words = _("Who: the moderators and the membership stewards.")
    return Circle(words, _count("moderators and stewards", _holding_one_of("moderator", "steward"), user))


def those_who_watch(user):
    """Of a decision about somebody's conduct."""
    words = _("Who: that person, the moderators and the membership stewards.")
    return Circle(words, _count("moderators and stewards", _holding_one_of("moderator", "steward"), user))


# Those that a template asks for by name: the rooms below this one have forms too.
NAMED = {
    "record": readers_of_record,
    "record in places": readers_of_record_in_places,
    "moderators and stewards": moderators_and_stewards,
    "those who watch": those_who_watch,
    "finders": finders_of_new_space,
    "parts": those_whom_parts_name,
    "words": keepers_of_words,
    "nobody else": nobody_else,
}


def circle_of(name, user):
    return NAMED[name](user)


def counted_circle(words, name, people, user):
    """A circle of another room. people: a queryset of users. name: of the number, under which it is counted once."""
    return Circle(words, _count(name, people, user))


def _count(name, people, user):
    """How many; None for who is no member."""
    return user.read_once(f"readers: {name}", people.distinct().count) if is_member(user) else None


def _keepers(space):
    return User.objects.members().filter(pk__in=space.memberships.keeping().values("user"))


def _holding(role):
    return _holding_one_of(role)


def _holding_one_of(*roles):
    return User.objects.members().filter(appointments__role__in=roles, appointments__ended_at=None)


def _counted(audience_key):
    known = _numbers.get(audience_key)
    if known is None:
        known = next(iter(_readers.ask(audience_key, audience_key, now=timezone.now())), 0)
        if known > MANY:
            _numbers.put(audience_key, known, len(audience_key))
    return known


def _people(audience_key, now):
    people = User.objects.holding(audience_key, now).order_by()
    return people.annotate(all=Value(1)).values("all").annotate(many=Count("pk")).values_list("many", flat=True)


_readers = Prepared(_people, now=DateTimeField())
