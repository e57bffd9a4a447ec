from django.utils.translation import gettext_lazy as _

from core.gate import is_member
from core.things import Kind, register
from members import rules
from members.actions import hide_message
from members.models import ContactMessage, Portrait, Space, User


def work_of(person):
    """Position and institution, as far as all members see them, this one in the reader's language; each in its own
    direction of writing."""
    entry = getattr(person, "entry", None)
    title = entry.title if entry and entry.is_named else ""
    words = [title, entry.institution.name if entry.institution else ""] if entry else []
    return " · ".join(f"\u2068{word}\u2069" for word in words if word)


register(
    Kind(
        "person",
        User,
        _("Person"),
        _("People"),
        title=lambda person: person.display,
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
register(
    Kind(
        "portrait",
        Portrait,
        _("Photo"),
        _("Photos"),
        title=lambda portrait: "",
    )
)
register(
    Kind(
        "message",
        ContactMessage,
        _("Message"),
        _("Messages"),
        title=lambda message: str(_("A message")),
        can_moderate=rules.can_moderate_message,
        decisions={"hide": hide_message},
    )
)
