from django.utils.translation import gettext_lazy as _

from core.gate import is_member
from core.things import Kind, register
from members.models import (
    AccountEvent,
    Invitation,
    JoinRequest,
    Space,
    SpaceEvent,
    SpaceInvitation,
    User,
    Widening,
)


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
register(
    Kind(
        "account",
        AccountEvent,
        _("Your account"),
        _("Your account"),
        language=lambda event: "",
    )
)
register(
    Kind(
        "invitation",
        Invitation,
        _("Invitation"),
        _("Invitations"),
        title=lambda invitation: invitation.name or invitation.email,
        language=lambda invitation: "",
    )
)


# What notices of spaces are about; who may see one, sees its space's name and page.
for name, model, label, plural in [
    ("spaceinvitation", SpaceInvitation, _("Invitation into a space"), _("Invitations into spaces")),
    ("joinrequest", JoinRequest, _("Request to join"), _("Requests to join")),
    ("widening", Widening, _("Wish to widen a space"), _("Wishes to widen a space")),
    ("spaceevent", SpaceEvent, _("Change of a space"), _("Changes of a space")),
]:
    register(
        Kind(
            name,
            model,
            label,
            plural,
            title=lambda row: row.space.name,
            language=lambda row: row.space.language,
            url=lambda row: row.space.get_absolute_url(),
            audience=lambda row: row.space.audience_id,
        )
    )
