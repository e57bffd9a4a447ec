from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.gate import is_member
from core.things import Kind, register
from members import rules
from members.actions.conduct import lift_on_appeal, uphold
from members.models import (
    AccountEvent,
    Invitation,
    JoinRequest,
    Portrait,
    Sanction,
    Space,
    SpaceEvent,
    SpaceInvitation,
    User,
    Widening,
)


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
        "account",
        AccountEvent,
        _("Your account"),
        _("Your account"),
        language=lambda event: "",
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
        "sanction",
        Sanction,
        _("Decision about conduct"),
        _("Decisions about conduct"),
        title=lambda sanction: sanction.get_kind_display(),
        language=lambda sanction: "",
        can_moderate=rules.can_answer_appeal,
        decisions={"uphold": uphold, "lift": lift_on_appeal},
    )
)
register(
    Kind(
        # Without a place, also where a sealed space asked for the person: its absence from the record would tell.
        "invitation",
        Invitation,
        _("Invitation"),
        _("Invitations"),
        title=lambda invitation: invitation.name or invitation.email,
        language=lambda invitation: "",
    )
)


def _door_of(row):
    """The space's page; where that is gone with the space, the list of spaces."""
    return reverse("spaces") if row.space.is_over else row.space.get_absolute_url()


INVITED = {"rights": lambda user: (is_member(user), user.pk), "is_timed": True}
# What notices of spaces are about; who may see one, sees its space's name and page.
for name, model, label, plural, prepared in [
    ("spaceinvitation", SpaceInvitation, _("Invitation into a space"), _("Invitations into spaces"), INVITED),
    ("joinrequest", JoinRequest, _("Request to join"), _("Requests to join"), {}),
    ("widening", Widening, _("Wish to widen a space"), _("Wishes to widen a space"), {}),
    ("spaceevent", SpaceEvent, _("Change of a space"), _("Changes of a space"), {}),
]:
    register(
        Kind(
            name,
            model,
            label,
            plural,
            title=lambda row: row.space.name,
            language=lambda row: row.space.language,
            url=_door_of,
            audience=lambda row: row.space.audience_id,
            joined=("space",),
            **prepared,
        )
    )
