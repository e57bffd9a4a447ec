"""The faces of those who wrote a page of posts: as little of each person as a reader sees."""

from dataclasses import dataclass

from core.prepared import Prepared
from members.models import User
from members.models.institution import best_name, names_of


@dataclass(frozen=True)
class Face:
    """has_page: whether members find a page about this person under this name."""

    ref: str
    name: str
    institution: str
    has_page: bool


def faces_of(people):
    """{id: Face} of people by their ids, in two queries, however many they are. Nobody (None) has no face."""
    people = _people.ask((), people=sorted(set(people) - {None}))
    places = {person.pk: person.entry.institution_id for person in people if hasattr(person, "entry")}
    names = names_of(filter(None, places.values()))
    return {
        person.pk: Face(
            person.ref,
            person.name,
            best_name(names.get(places.get(person.pk), {})),
            person.is_member and person.is_named,
        )
        for person in people
    }


_people = Prepared(lambda people: User.objects.filter(pk__in=people).for_faces(), people=User._meta.pk)
