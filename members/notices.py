"""What members hear of people and spaces, and the letters about their own accounts."""

from datetime import UTC

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from members import rules
from members.links import invitation_link
from members.models import Invitation, User
from notifications.letters import LetterKind, register_letter, rendered
from notifications.registry import PAGE, NoticeKind, register

ACCOUNT = "members.account"
INVITATION = "members.invitation"

register(
    NoticeKind(
        "members.emergency",
        _("%(title)s was made steward at the server’s command line, in an emergency."),
        recipients=lambda about: [],
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


def invitation_letter(delivery):
    """The link of an invitation, as long as it stands and no newer one was asked for. It is read on the way, so it
    names neither who invites nor where to; the page behind the link does."""
    values = delivery.values
    known = Invitation.objects.open().select_related("institution", "invited_by", "approved_by", "space")
    invitation = known.filter(ref=values["invitation"], nonce=values["nonce"]).first()
    if invitation is None or invitation.expires_at <= timezone.now() or not rules.stands_for(invitation):
        return None
    if User.objects.filter(email=invitation.email).exists():
        return rendered("mail/members/invited_again", {"base_url": settings.BASE_URL})
    link = invitation_link(invitation)
    return rendered("mail/members/invitation", {"link": link, "until": invitation.expires_at}) if link else None


register_letter(LetterKind(INVITATION, invitation_letter))
register(
    NoticeKind(
        "members.came_in",
        _("%(title)s has come in: your invitation was accepted."),
        recipients=lambda person: [],
        label=_("Somebody whom I invited comes in"),
        channel=PAGE,
    )
)
register(
    NoticeKind(
        "members.outsider_asked",
        _("The keeper of a space asks you to let somebody in: %(title)s."),
        recipients=lambda invitation: [],
    )
)
register(
    NoticeKind(
        "members.outsider_approved",
        _("A steward has agreed to the person you asked for: the invitation for “%(title)s” is on its way."),
        recipients=lambda space: [],
    )
)
register(
    NoticeKind(
        "members.outsider_refused",
        _("A steward has not agreed to the person you asked for in “%(title)s”."),
        recipients=lambda space: [],
    )
)
