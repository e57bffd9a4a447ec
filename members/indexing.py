from django.db.models import Prefetch

from core.gate import MEMBERS
from core.things import key_of
from members.actions.entries import texts_for_members
from members.models import ProfilePart, User
from search.document import Document
from search.indexing import Source, register


def person_document(person):
    """What all members may know of a member, for members: never a word of a part with a narrower audience."""
    profile, entry = getattr(person, "profile", None), getattr(person, "entry", None)
    told = {part.kind for part in profile.parts_for_members} if profile else set()
    words = [entry.title if entry else "", *texts_for_members(profile, told)] if profile else []
    expertise = profile.expertise.all() if ProfilePart.EXPERTISE in told else ()
    return Document(
        key=key_of(person),
        audience=MEMBERS,
        title=person.display,
        body="\n".join(word for word in words if word),
        date=person.accepted_at,
        author=key_of(person),
        concepts=tuple(key_of(concept) for concept in expertise),
    )


def people_to_index():
    """Members, with what `person_document` needs."""
    parts = ProfilePart.objects.filter(audience=MEMBERS)
    return (
        User.objects.members()
        .for_listing()
        .select_related("profile__institution")
        .prefetch_related(
            Prefetch("profile__parts", parts, to_attr="parts_for_members"),
            "profile__institution__names",
            "profile__languages",
            "profile__expertise__labels",
            "profile__systems__labels",
        )
    )


register(Source("person", rows=people_to_index, document=person_document))
