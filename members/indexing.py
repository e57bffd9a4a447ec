from core.gate import MEMBERS
from core.things import key_of
from members.models import User
from search.document import Document
from search.indexing import Source, register


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
