from django.utils.translation import gettext_lazy as _

from core.gate import is_member
from core.things import Kind, register
from members.models import Space, User


def work_of(person):
    """Position and institution, this one in the reader's language; each in its own direction of writing."""
    profile = getattr(person, "profile", None)
    words = [profile.job_title, profile.institution.name if profile.institution else ""] if profile else []
    return " · ".join(f"\u2068{word}\u2069" for word in words if word)


register(
    Kind(
        "person",
        User,
        _("Person"),
        _("People"),
        title=lambda person: person.name,
        language=lambda person: "",
        rights=is_member,
        summary=work_of,
        is_dated=False,
    )
)
register(
    Kind(
        "space",
        Space,
        _("Space"),
        _("Spaces"),
        title=lambda space: space.name,
        audience=lambda space: space.audience_id,
    )
)
