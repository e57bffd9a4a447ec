from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from core.gate import MEMBERS
from core.things import key_of, kind_named
from members.actions.entries import facets_for_members, texts_for_members
from members.languages import name_of
from members.models import EntryFacet, Institution, ProfilePart, Space, User
from search.document import Document
from search.indexing import Source, Trait, register, register_trait, sources, trait_key

# What people are narrowed by in search as in the directory; their expertise is concepts, as everybody's is.
LABELS = {
    EntryFacet.LANGUAGE: (_("Works in"), name_of),
    EntryFacet.COUNTRY: (_("Country"), str),
    EntryFacet.INSTITUTION: (_("Kind of institution"), lambda kind: str(dict(Institution.KINDS).get(kind, ""))),
}
for _name, (_heading, _label_of) in LABELS.items():
    register_trait(Trait(_name, frozenset({"person"}), _heading, _label_of))


def person_document(person):
    """What all members may know of a member, for members: never a word of a part with a narrower audience."""
    profile, entry = getattr(person, "profile", None), getattr(person, "entry", None)
    told = {part.kind for part in profile.parts_for_members} if profile else set()
    words = [entry.title if entry else "", *texts_for_members(profile, told)] if profile else []
    expertise = profile.expertise.all() if ProfilePart.EXPERTISE in told else ()
    facets = sorted(facets_for_members(profile, told)) if profile else ()
    return Document(
        key=key_of(person),
        audience=MEMBERS,
        title=person.display,
        body="\n".join(word for word in words if word),
        date=person.accepted_at,
        author=key_of(person),
        concepts=tuple(key_of(concept) for concept in expertise),
        traits=tuple(trait_key(kind, value) for kind, value in facets if kind in LABELS),
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


def held_in(space):
    """Keys of all that carries the space's audience, in whatever room it lives."""
    models = {name: kind_named(name).model for name in sources()}
    of_spaces = {name: model for name, model in models.items() if _has_audience(model)}
    return [
        f"{name}:{ref}"
        for name, model in of_spaces.items()
        for ref in model.objects.filter(audience=space.audience_id).values_list("ref", flat=True)
    ]


def _has_audience(model):
    return model is not Space and any(field.name == "audience" for field in model._meta.get_fields())


# A space is no document; it stands here for what is in it.
register(Source("space", rows=Space.objects.all, document=lambda space: None, below=held_in))
