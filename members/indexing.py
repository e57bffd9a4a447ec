from core.gate import MEMBERS
from core.things import key_of, kind_named
from members.models import Space, User
from search.document import Document
from search.indexing import Source, register, sources


def person_document(person):
    """Name, position and institution of a member, for members."""
    profile = getattr(person, "profile", None)
    words = [profile.job_title, *_institution_names(profile.institution)] if profile else []
    return Document(
        key=key_of(person),
        audience=MEMBERS,
        title=person.name,
        body="\n".join(word for word in words if word),
        date=person.accepted_at,
        author=key_of(person),
    )


def _institution_names(institution):
    """The name in every language, so that it is found as each reader knows it."""
    return [row.name for row in institution.names.all()] if institution else []


register(Source("person", rows=lambda: User.objects.members().for_listing(), document=person_document))


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
