"""What is done with invitations to Fora: sent, sent again, taken back; a keeper's wish for an outsider, answered."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.refusals import Refusal, require
from members import rules
from members.actions.people import AlreadyAMember
from members.links import invitation_digest, new_nonce
from members.models import Invitation, InvitationMail, Space, User
from members.models.user import normal_email
from members.notices import INVITATION
from notifications.live import notify, write

LASTS = timedelta(days=7)
MOST_A_DAY = 20


class AlreadyInvited(Refusal):
    message = _("This address has an invitation for this institution already. You can send that one again.")


class EnoughInvitations(Refusal):
    message = _("That is 20 invitations in 24 hours, the most that one person can send. Please go on tomorrow.")


class InvitationUsed(Refusal):
    message = _("This invitation was used already.")


class InvitationRevoked(Refusal):
    message = _("This invitation was taken back.")


class RequestAnswered(Refusal):
    message = _("This request was answered already, or it ran out after 72 hours.")


@transaction.atomic
def invite(*, email, institution, by, name="", language="en", line="", spaces=()):
    """Offer a place on Fora to an address; the mail goes out with the next turn of its lane.

    spaces: open ones, joined on arrival, and ones on request; what the inviter may not offer is left out. Raises
    AlreadyInvited, EnoughInvitations, and for a steward AlreadyAMember: others are not told who is a member, and such
    an address is written that it has an account.
    """
    require(rules.can_invite, by, institution)
    email = normal_email(email)
    if rules.is_steward(by) and User.objects.filter(email=email).exists():
        raise AlreadyAMember
    _make_room(email, institution)
    said = {"name": name, "language": language, "line": line}
    invitation = _write_down(email=email, institution=institution, invited_by=by, **said)
    invitation.spaces.set(Space.objects.offered_by(by).filter(pk__in=[space.pk for space in spaces]))
    record("members.invite", by=by, on=invitation, reason=institution.ref)
    _send(invitation, by)
    return invitation


def _write_down(**columns):
    """The row of a new invitation; raises AlreadyInvited for the second of two at once."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return Invitation.objects.create(approved_at=now, expires_at=now + LASTS, **columns)
    except IntegrityError as error:
        raise AlreadyInvited from error


@transaction.atomic
def resend(invitation, *, by):
    """Send a new link, for seven days more; the one before is dead from now on. It is then this person's word.

    Who has begun to come in needs no link, only the word: that of who invited them may count no more. Raises
    InvitationUsed, InvitationRevoked or EnoughInvitations.
    """
    invitation = _locked(invitation)
    require(rules.can_send_again, by, invitation)
    if not invitation.is_begun:
        _require_open(invitation)
    require(lambda: not invitation.is_request)
    vouching = "approved_by" if invitation.space_id else "invited_by"
    setattr(invitation, vouching, by)
    record("members.invite_again", by=by, on=invitation)
    if invitation.is_begun:
        invitation.save(update_fields=[vouching])
    else:
        _send(invitation, by)
    return invitation


@transaction.atomic
def revoke(invitation, *, by):
    """Take an invitation back: its link opens nothing any more. The account of who has begun to come in goes, so that
    the address can be invited anew.

    Raises InvitationUsed for somebody who is a member by now; a second time changes nothing.
    """
    invitation = _locked(invitation)
    require(rules.can_manage_invitation, by, invitation)
    if invitation.user_id and invitation.user.accepted_at:
        raise InvitationUsed
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        record("members.revoke_invitation", by=by, on=invitation)
        if invitation.user:
            invitation.user.delete()
            invitation.refresh_from_db()
    return invitation


@transaction.atomic
def approve_outsider(invitation, *, by):
    """A steward's yes to a person whom a space's keeper asked for: the mail goes out. Raises RequestAnswered."""
    invitation = _locked(invitation)
    _require_request(invitation, by)
    invitation.approved_by, invitation.approved_at = by, timezone.now()
    record("members.approve_outsider", by=by, on=invitation)
    _send(invitation, by)
    _tell_keeper("members.outsider_approved", invitation)
    return invitation


@transaction.atomic
def refuse_outsider(invitation, *, by):
    """A steward's no: nothing is sent, and the keeper is told. Raises RequestAnswered."""
    invitation = _locked(invitation)
    _require_request(invitation, by)
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record("members.refuse_outsider", by=by, on=invitation)
    _tell_keeper("members.outsider_refused", invitation)
    return invitation


def tell_stewards(invitation):
    """Let the stewards know of a keeper's request, within the transaction that makes it."""
    stewards = User.objects.members().filter(appointments__role="steward", appointments__ended_at=None)
    notify("members.outsider_asked", about=invitation, to=list(stewards.exclude(pk=invitation.invited_by_id)))


def _tell_keeper(kind, invitation):
    if invitation.invited_by:
        notify(kind, about=invitation.space, to=[invitation.invited_by])


def _locked(invitation):
    return Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)


def _require_open(invitation):
    if invitation.used_at:
        raise InvitationUsed
    if invitation.revoked_at:
        raise InvitationRevoked


def _require_request(invitation, by):
    if invitation.state != "asked":
        raise RequestAnswered
    require(rules.can_answer_request, by, invitation)


def _make_room(email, institution):
    """Take back what ran out; raise AlreadyInvited for what has not."""
    before = Invitation.objects.open().filter(email=email, institution=institution, space=None)
    before.filter(expires_at__lte=timezone.now()).update(revoked_at=timezone.now())
    if before.exists():
        raise AlreadyInvited


def _send(invitation, by):
    """Give the invitation a new secret and queue the mail that carries it."""
    _count(by)
    invitation.nonce = new_nonce()
    invitation.digest = invitation_digest(invitation.nonce)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + LASTS
    invitation.save()
    InvitationMail.objects.create(invitation=invitation, by=by)
    values = {"invitation": invitation.ref, "nonce": invitation.nonce}
    write(INVITATION, address=invitation.email, language=invitation.language, **values)


def _count(by):
    """Raise EnoughInvitations; the lock makes two that are sent at once two in a row."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    day_ago = timezone.now() - timedelta(days=1)
    if InvitationMail.objects.filter(by=by, at__gt=day_ago).count() >= MOST_A_DAY:
        raise EnoughInvitations
