"""The faces of those who wrote a page of posts: as little of each person as a reader sees."""

from dataclasses import dataclass

from core.deeds import NAME_AUTHOR
from core.prepared import Prepared
from members.models import User
from members.models.institution import best_name, names_of
from moderation import attribution
from moderation.handling import forbids


@dataclass(frozen=True)
class Face:
    """name: the person's, or the words in its place. is_person: which of the two. has_page: whether members find a page
    about this person under this name."""

    ref: str
    name: str
    institution: str
    has_page: bool
    is_person: bool = True


@dataclass(frozen=True)
class Signature:
    """How a row is signed that was not read itself."""

    author_id: int | None
    attribution: str
    institution_id: int | None
    role: str


class Faces:
    """Of rows that are signed (topics, posts) and were asked for together by `faces_of`."""

    def __init__(self, people, institutions):
        self._people, self._institutions = people, institutions

    def of(self, row):
        """The Face of one of the rows."""
        return self._people.get(row.author_id) or _without_a_name(row, self._institutions.get(row.institution_id, {}))

    def away(self, row, handling):
        """The Face of a row that is shown elsewhere than where it stands: nobody's, where its label keeps it so.
        handling: the key of that label, or None."""
        return _nobodys() if handling and forbids(handling, NAME_AUTHOR) else self.of(row)


def faces_of(rows):
    """The Faces of rows with `author_id`, `attribution`, `institution_id` and `role`, in two queries, however many."""
    rows = list(rows)
    people = _people.ask((), people=sorted({row.author_id for row in rows} - {None}))
    places = {person.id: person.entry.institution_id for person in people if hasattr(person, "entry")}
    named = {*places.values(), *(row.institution_id for row in rows)} - {None}
    institutions = names_of(named) if named else {}
    return Faces({each.id: _named(each, institutions.get(places.get(each.id), {})) for each in people}, institutions)


def face_of(row):
    """The Face of one row."""
    return faces_of([row]).of(row)


def face_away(post):
    """The Face of one post elsewhere than in its place."""
    return faces_of([post]).away(post, post.handling_id)


def _named(person, institution):
    return Face(person.ref, person.name, best_name(institution), person.is_member and person.is_named)


def _without_a_name(row, institution):
    words = attribution.words(row.attribution, institution=best_name(institution), role=row.role)
    return Face("", words, "", has_page=False, is_person=False)


def _nobodys():
    return Face("", attribution.words(attribution.NOBODY), "", has_page=False, is_person=False)


_people = Prepared(lambda people: User.objects.filter(pk__in=people).for_faces(), people=User._meta.pk)
