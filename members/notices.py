"""What members hear of people and spaces, and the letters about their own accounts."""

from datetime import UTC

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from notifications.letters import LetterKind, register_letter, rendered
from notifications.registry import NoticeKind, register

ACCOUNT = "members.account"

register(
    NoticeKind(
        "members.emergency",
        _("%(title)s was made steward at the server’s command line, in an emergency."),
        recipients=lambda about: [],
    )
)


register(
    NoticeKind(
        "members.message",
        _("%(actor)s wrote to you."),
        recipients=lambda message: [] if message.unheard_at else [message.recipient],
        actor=lambda message: message.sender,
        label=_("Somebody writes to you"),
    )
)


def account_letter(delivery):
    """What allauth asks us to write: a link to confirm or to reset, or that something of the account was changed."""
    values = delivery.values
    moment = parse_datetime(values.pop("timestamp", "")) or timezone.now()
    known = {**values, "timestamp": moment, "base_url": settings.BASE_URL}
    with timezone.override(UTC):  # as these letters say
        return rendered(values["template"], known)


register_letter(LetterKind(ACCOUNT, account_letter))
