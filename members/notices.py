"""What members hear of people and spaces, and the letters about their own accounts."""

from datetime import UTC

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import rules, space_notices  # noqa: F401  (the second registers those of spaces)
from members.links import invitation_link, recovery_link, recovery_stop_link, suspension_link
from members.models import Invitation, RecoveryRequest, Sanction, User
from notifications.choices import ANSWERS, WORD
from notifications.letters import Letter, LetterKind, register_letter, rendered
from notifications.registry import PAGE, NoticeKind, register

ACCOUNT = "members.account"
STANDING = "members.standing"
INVITATION = "members.invitation"

register(
    NoticeKind(
        "members.emergency",
        _("%(title)s was made steward at the server’s command line, in an emergency."),
        recipients=lambda about: [],
        repeats=True,
    )
)
register(NoticeKind("members.roles", _("Your roles on Fora have changed."), recipients=lambda about: [], repeats=True))
register(
    NoticeKind("members.roles_of", _("The roles of %(title)s have changed."), recipients=lambda about: [], repeats=True)
)
register(
    NoticeKind(
        "members.opened_of", _("The account of %(title)s was opened again."), recipients=lambda about: [], repeats=True
    )
)


# About one's own conduct; always told.
for name, sentence in [
    ("members.sanctioned", _("A moderator has decided something about your conduct: %(title)s.")),
    ("members.lifted", _("What was decided about your conduct has ended: %(title)s.")),
    ("members.upheld", _("Another moderator has looked at your objection. The decision stays: %(title)s.")),
]:
    register(NoticeKind(name, sentence, recipients=lambda sanction: [sanction.user], repeats=True))


def suspended_letter(delivery):
    """That an account is suspended, and where to read why; nothing once it has ended."""
    running = Sanction.objects.running().filter(ref=delivery.values.get("sanction", ""))
    sanction = running.filter(kind=Sanction.SUSPENSION).first()
    if sanction is None:
        return None
    return rendered("mail/members/suspended", {"until": sanction.until, "link": suspension_link(sanction)})


register_letter(LetterKind("members.suspended", suspended_letter))


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
    if not rules.can_appoint(delivery.recipient):
        return None
    said = gettext("Another membership steward has closed an account.")
    return Letter(gettext("An account was closed"), f"{said}\n\n{base}{reverse('roles')}")


register_letter(LetterKind(ACCOUNT, account_letter))


register(
    NoticeKind(
        "members.account_event",
        _("%(title)s"),
        recipients=lambda event: [event.user],
        channel=PAGE,  # the letters about it say more than a notice's would
    )
)


def new_device_letter(delivery):
    """Somebody signed in with a device that was not known: who it was may not have been the reader."""
    values = delivery.values
    with timezone.override(UTC):
        return rendered("mail/members/new_device", {**values, "at": parse_datetime(values["at"]), **_addresses()})


def recovery_letter(name, *, is_due):
    """A letter about the way back: written only if, when it is sent, its request is as `is_due(request)` wants it."""

    def letter(delivery):
        found = RecoveryRequest.objects.filter(ref=delivery.values.get("request", "")).select_related("user")
        request = found.first()
        if request is None or not is_due(request, delivery):
            return None
        links = {"open_url": recovery_link(request), "stop_url": recovery_stop_link(request)}
        with timezone.override(UTC):
            opens_at = request.opens_at or timezone.now() + RecoveryRequest.DELAY
            return rendered(f"mail/members/{name}", {"opens_at": opens_at, **links, **_addresses()})

    return letter


def recovery_wish(delivery):
    """No letter: whether the address is a member's is found out here, where nobody can see how long it takes."""
    from members.actions.recovery import ask_for_recovery  # noqa: PLC0415  (the actions need the kinds of letter first)

    ask_for_recovery(delivery.values["email"])


def recovery_warned(delivery):
    from members.actions.recovery import note_warned  # noqa: PLC0415  (as above)

    note_warned(delivery.values["request"])


def recovery_link_sent(delivery):
    from members.actions.recovery import note_link_sent  # noqa: PLC0415  (as above)

    note_link_sent(delivery.values["request"])


def recovered_letter(delivery):
    return rendered("mail/members/recovered", _addresses())


def _addresses():
    return {"base_url": settings.BASE_URL}


def _nothing(delivery):
    pass


def _runs(request, delivery):
    return request.ended_at is None and request.closes_at > timezone.now() and request.user.is_member


def _is_open(request, delivery):
    return _runs(request, delivery) and request.opens_at is not None and request.opens_at <= timezone.now()


def _can_be_confirmed(request, delivery):
    return rules.can_confirm_recovery(delivery.recipient, request)


def _reader_is_steward(request, delivery):
    return rules.can_see_recoveries(delivery.recipient)


register_letter(LetterKind("members.new_device", new_device_letter))
register_letter(LetterKind("members.recovered", recovered_letter))
register_letter(LetterKind("members.recovery_wish", recovery_wish, to_nobody=True))
for each, due, noted in [
    ("recovery_asked", _runs, _nothing),
    ("recovery_confirmed", _runs, recovery_warned),
    ("recovery_open", _is_open, recovery_link_sent),
    ("recovery_to_confirm", _can_be_confirmed, _nothing),
    ("recovery_stopped", _reader_is_steward, _nothing),
]:
    register_letter(LetterKind(f"members.{each}", recovery_letter(each, is_due=due), sent=noted))


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
        repeats=True,
    )
)
register(
    NoticeKind(
        "members.outsider_asked",
        _("The keeper of a space asks you to let somebody in: %(title)s."),
        recipients=lambda invitation: [],
        group=WORD,
    )
)
register(
    NoticeKind(
        "members.outsider_approved",
        _("A steward has agreed to the person you asked for: the invitation for “%(title)s” is on its way."),
        recipients=lambda space: [],
        repeats=True,
        group=ANSWERS,
    )
)
register(
    NoticeKind(
        "members.outsider_refused",
        _("A steward has not agreed to the person you asked for in “%(title)s”."),
        recipients=lambda space: [],
        repeats=True,
        group=ANSWERS,
    )
)


register_letter(LetterKind(STANDING, standing_letter))
