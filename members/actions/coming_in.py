"""The way in, step by step: an account for who was invited, a short profile, the charter; then what was offered."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.refusals import Refusal, require
from members import rules, second_factor
from members.actions.belonging import add_to_space, join
from members.actions.entries import first_parts, list_anew
from members.actions.invitations import InvitationRevoked
from members.actions.inviting import file_request, invite_into
from members.actions.people import AlreadyAMember, LinkUsed, make_account
from members.models import (
    AccountEvent,
    CharterAcceptance,
    CharterVersion,
    Invitation,
    Profile,
    SpokenLanguage,
    User,
)
from members.models.user import normal_email
from notifications.live import notify
from search.live import refresh


class LinkTooOld(Refusal):
    message = _("This invitation has run out. Ask the person who invited you to send it again.")


class OtherAddress(Refusal):
    message = _(
        "This invitation was sent to another address. Type the address that the mail came to; if that is not yours, "
        "ask for an invitation of your own."
    )


class InviterGone(Refusal):
    message = _(
        "The person who invited you can’t invite any more, so this invitation does not count. Ask your institution’s "
        "focal point, or a steward, for a new one."
    )


class CharterMoved(Refusal):
    message = _("A newer version of the charter has come out meanwhile. Please read this one.")


class NotYet(Refusal):
    message = _("There is a step to be done before this one.")


@dataclass(frozen=True)
class FirstPasskey:
    """A passkey that somebody comes in with, as the form has checked it.

    ref: by which it knows its account; the account is given it. name: of the passkey. credential: what it answered.
    """

    ref: str
    name: str
    credential: dict


def take_up(invitation, *, email, name, language, password=None, passkey=None):
    """Make the account that an invitation is for; it is no member's before the charter is accepted.

    It is opened by a password, or by a passkey (FirstPasskey) and no password; recovery codes come with that. Raises
    LinkUsed for the second of two, LinkTooOld, InvitationRevoked, OtherAddress, InviterGone, AlreadyAMember.
    """
    hashed = make_password(password)  # takes its time: not while a transaction is open
    try:
        return _take_up(invitation, passkey, email=normal_email(email), name=name, language=language, password=hashed)
    except IntegrityError as error:  # two invitations of one address at once
        raise AlreadyAMember from error


def require_open_to(email, invitation):
    """Raise what take_up would, as far as it can be known before: so that no device makes a passkey for nothing."""
    _require_good(invitation, normal_email(email))
    if User.objects.filter(email=normal_email(email)).exists():
        raise AlreadyAMember


@transaction.atomic
def _take_up(invitation, passkey, *, email, **details):
    _require_good(invitation, email)
    now = timezone.now()
    unused = Invitation.objects.open().filter(pk=invitation.pk, digest=invitation.digest, expires_at__gt=now)
    if not unused.update(used_at=now):
        raise LinkUsed
    if User.objects.filter(email=email).exists():
        raise AlreadyAMember
    if passkey:
        details["ref"] = passkey.ref
    user = make_account(email=email, joined_at=now, caught_up_at=now, **details)
    Invitation.objects.filter(pk=invitation.pk).update(user=user)
    record("members.take_up", by=user, on=invitation)
    if passkey:
        _give(passkey, user)
    return user


def _give(passkey, user):
    """No notice goes out, as it does for a factor that is added later: there is no owner yet who could wonder."""
    WebAuthn.add(user, passkey.name, passkey.credential)
    RecoveryCodes.activate(user)
    record(f"members.{AccountEvent.FACTOR_ADDED}", by=user, on=user, reason=Authenticator.Type.WEBAUTHN)


def _require_good(invitation, email):
    """Raise what is wrong with an invitation, as far as a sentence about it tells the holder of its link nothing."""
    if invitation.used_at:
        raise LinkUsed
    if invitation.revoked_at:
        raise InvitationRevoked
    if invitation.expires_at <= timezone.now():
        raise LinkTooOld
    if not rules.stands_for(invitation):
        raise InviterGone
    if email != invitation.email:
        raise OtherAddress


@transaction.atomic
def introduce(user, *, job_title, time_zone, speaks):
    """The short profile of who is coming in; the institution is that of the invitation."""
    require(rules.is_coming_in, user)
    details = {"job_title": job_title, "institution": user.invitation.institution}
    profile, is_new = Profile.objects.update_or_create(user=user, defaults=details)
    if is_new:
        first_parts(profile)
    profile.languages.all().delete()
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(profile=profile, code=code, position=place) for place, code in enumerate(speaks)
    )
    User.objects.filter(pk=user.pk).update(time_zone=time_zone)
    record("members.introduce", by=user, on=user)


@transaction.atomic
def accept_charter(version, *, by):
    """Accept the version that holds now; who was coming in is a member from this moment on.

    Raises CharterMoved where a newer one came out meanwhile; NotYet, InvitationRevoked or InviterGone for who was
    coming in and can't. A second time changes nothing.
    """
    invitation = _locked_invitation(by) if rules.is_coming_in(by) else None
    if version != CharterVersion.objects.published().first():
        raise CharterMoved
    _, is_new = CharterAcceptance.objects.get_or_create(user=by, version=version)
    # A version that comes out in this very moment stays due.
    User.objects.filter(pk=by.pk, charter_due_at__lte=version.published_at).update(charter_due_at=None)
    if is_new:
        record("members.accept_charter", by=by, on=by, reason=str(version.number))
    if invitation:
        _come_in(by, invitation)


def _locked_invitation(user):
    """The invitation as it is now, which nobody takes back until this transaction is over: before anything else, since
    who takes it back deletes the account, and two that wait for each other would be in a knot."""
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(user=user).first()
    if invitation is None:
        raise InvitationRevoked
    return invitation


def _come_in(user, invitation):
    if not second_factor.is_satisfied(user) or not Profile.objects.filter(user=user).exists():
        raise NotYet
    if invitation.revoked_at:
        raise InvitationRevoked
    if not rules.stands_for(invitation):
        raise InviterGone
    now = timezone.now()
    if not User.objects.filter(pk=user.pk, accepted_at=None).update(accepted_at=now, joined_at=now):
        return
    user.refresh_from_db()
    user.forget_rights()
    record("members.come_in", by=user, on=user)
    list_anew(user)
    refresh(user)
    notify("members.came_in", about=user, to=[invitation.invited_by])
    for space in invitation.spaces.filter(kind__in=["open", "request"], archived_at=None, closed_at=None):
        _bring_into(space, user, invitation)
    if invitation.space:
        _bring(lambda: invite_into(user, invitation.space, by=invitation.invited_by))


def _bring_into(space, user, invitation):
    """Into an open space at once; into one on request where the inviter may let in, else the wish waits for its
    keepers, who see by whom the person was invited. The personal line is not for them."""
    if space.kind == "open":
        _bring(lambda: join(space, by=user))
    elif rules.can_keep(invitation.invited_by, space):
        _bring(lambda: add_to_space(user, space, by=invitation.invited_by))
    else:
        file_request(space, user, "")


def _bring(deed):
    """What a space refuses keeps nobody from being a member; that person can still join or ask there."""
    try:
        with transaction.atomic():
            deed()
    except Refusal:
        return
