"""What members hear of people and spaces, and the letters about their own accounts."""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.rules import can_appoint
from notifications.letters import Letter, LetterKind, register_letter, rendered
from notifications.registry import NoticeKind, register

ACCOUNT = "members.account"
STANDING = "members.standing"

register(
    NoticeKind(
        "members.emergency",
        _("%(title)s was made steward at the server’s command line, in an emergency."),
        recipients=lambda about: [],
    )
)
register(NoticeKind("members.roles", _("Your roles on Fora have changed."), recipients=lambda about: []))
register(NoticeKind("members.roles_of", _("The roles of %(title)s have changed."), recipients=lambda about: []))
register(NoticeKind("members.opened_of", _("The account of %(title)s was opened again."), recipients=lambda about: []))


def account_letter(delivery):
    """What allauth asks us to write: a link to confirm or to reset, or that something of the account was changed."""
    values = delivery.values
    moment = parse_datetime(values.pop("timestamp", "")) or timezone.now()
    known = {**values, "timestamp": moment, "base_url": settings.BASE_URL}
    with timezone.override(UTC):  # as these letters say
        return rendered(values["template"], known)


def standing_letter(delivery):
    """To a person whose account was closed or opened, and to the stewards of one that was closed: whom it concerns is
    no member's to see any more, so no notice leads there."""
    what, base = delivery.values["what"], settings.BASE_URL
    if what == "closed":
        said = gettext(
            "Your account on Fora was closed by a membership steward. If you think that this is a mistake, please "
            "write to the person who invited you."
        )
        return Letter(gettext("Your account is closed"), said)
    if what == "opened":
        link = base + reverse("account_login")
        said = gettext("Your account on Fora was opened again. You can sign in as before.")
        return Letter(gettext("Your account is open again"), f"{said}\n\n{link}")
    if not can_appoint(delivery.recipient):
        return None
    said = gettext("Another membership steward has closed an account.")
    return Letter(gettext("An account was closed"), f"{said}\n\n{base}{reverse('roles')}")


register_letter(LetterKind(ACCOUNT, account_letter))
register_letter(LetterKind(STANDING, standing_letter))
