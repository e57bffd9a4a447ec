"""Ways into a space: a keeper's invitation to a member, a member's own request, a request for an outsider."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.gate import is_member
from core.refusals import NotAllowed, Refusal, require
from members import rules
from members.actions.belonging import let_in, refuse_without_terms
from members.actions.invitations import tell_stewards
from members.actions.spaces import DecidedAlready, keepers_of
from members.models import Invitation, JoinRequest, Membership, SpaceInvitation, User
from members.models.user import normal_email
from notifications.live import notify

ALONE = timedelta(days=1)  # that a single keeper's invitation waits
OUTSIDER = timedelta(hours=72)  # that the request for an outsider stands


class InsideAlready(Refusal):
    message = _("This person is in the space already.")


class InvitationGone(Refusal):
    message = _("This invitation is not open any more.")


class NotNow(Refusal):
    message = _("A request for this address can’t be taken at the moment. Please talk to a membership steward.")


class AskedEnough(Refusal):
    message = _("You have asked to be let in, and were answered or took it back. You can ask again after a week.")


@transaction.atomic
def invite_into(user, space, *, by, role=Membership.MEMBER, until=None, line=""):
    """Offer a member a place in a space, at a keeper's word. Twice is once.

    Into a sealed space it opens once a second keeper has agreed or, where there is one keeper alone, after a day: all
    in the space are told. Into the others it opens at once. Raises InsideAlready.
    """
    require(rules.can_invite_into, by, space)
    require(is_member, user)
    if user.memberships.running().filter(space=space).exists():
        raise InsideAlready
    _end_what_fell(space, user)
    wish = {"role": role, "until": until, "line": line, "invited_by": by}
    invitation, is_new = SpaceInvitation.objects.get_or_create(space=space, user=user, ended_at=None, defaults=wish)
    if is_new:
        record("members.invite_into", by=by, on=space, reason=role)
    if invitation.opens_at is None:
        _begin_waiting(invitation, is_new)
    return invitation


def _begin_waiting(invitation, is_new):
    """Say when it opens, or ask those whose word opens it."""
    space = invitation.space
    others = [keeper for keeper in keepers_of(space) if keeper.pk != invitation.invited_by_id]
    if not space.is_sealed:
        _open(invitation, timezone.now())
    elif not others:
        _open(invitation, timezone.now() + ALONE)
        people = space.memberships.running().of_good_people().values("user")
        notify("members.invitation_soon", about=invitation, to=User.objects.filter(pk__in=people))
    elif is_new:
        notify("members.invitation_to_second", about=invitation, to=others)


def _open(invitation, at):
    invitation.opens_at = at
    invitation.save(update_fields=["opens_at"])
    tell_invited(invitation)


def tell_invited(invitation):
    """Tell the person once that there is an invitation, when it is open. Gives whether it was told now."""
    open_now = SpaceInvitation.objects.open().filter(pk=invitation.pk, told_at=None)
    if not open_now.exists():
        return False
    SpaceInvitation.objects.filter(pk=invitation.pk).update(told_at=timezone.now())
    notify("members.invited", about=invitation, to=[invitation.user])
    return True


def _end_what_fell(space, user):
    """An invitation by somebody who keeps the space no more makes room for a new one."""
    waiting = space.invitations.filter(user=user, ended_at=None)
    standing = waiting.standing().values_list("pk", flat=True)
    waiting.exclude(pk__in=list(standing)).update(ended_at=timezone.now(), outcome="revoked")


@transaction.atomic
def second_invitation(invitation, *, by):
    """The second keeper's word: it opens now."""
    require(rules.can_second, by, invitation)
    if not SpaceInvitation.objects.standing().filter(pk=invitation.pk, opens_at=None).exists():
        raise DecidedAlready
    invitation.seconded_by = by
    invitation.save(update_fields=["seconded_by"])
    record("members.second_invitation", by=by, on=invitation.space)
    _open(invitation, timezone.now())


@transaction.atomic
def revoke_invitation(invitation, *, by):
    """Any keeper takes it back."""
    require(rules.can_keep, by, invitation.space)
    _answer(invitation, "revoked")
    record("members.revoke_invitation", by=by, on=invitation.space)


@transaction.atomic
def accept_invitation(invitation, *, by, accepts_terms=False):
    """The invited person comes in. Raises InvitationGone once it was answered or taken back, or its keeper is none any
    more; TermsFirst."""
    if invitation.user_id != by.pk or not is_member(by):
        raise NotAllowed
    if not SpaceInvitation.objects.open().filter(pk=invitation.pk).exists():
        raise InvitationGone
    space = invitation.space
    refuse_without_terms(space, accepts_terms)
    _answer(invitation, "accepted")
    inside = by.memberships.running().filter(space=space).first()
    membership = inside or let_in(by, space, invitation.role, invitation.until, terms_at=timezone.now())
    space.join_requests.waiting().filter(user=by).update(ended_at=timezone.now(), outcome="withdrawn")
    record("members.accept_invitation", by=by, on=space)
    return membership


@transaction.atomic
def decline_invitation(invitation, *, by):
    if invitation.user_id != by.pk:
        raise NotAllowed
    _answer(invitation, "declined")
    record("members.decline_invitation", by=by, on=invitation.space)


def _answer(invitation, outcome):
    waiting = SpaceInvitation.objects.filter(pk=invitation.pk, ended_at=None)
    if not waiting.update(ended_at=timezone.now(), outcome=outcome):
        raise InvitationGone


@transaction.atomic
def ask_to_join(space, *, by, words="", accepts_terms=False):
    """Ask the keepers to be let in; they are told. Asking twice is asking once. Raises TermsFirst, AskedEnough."""
    require(rules.can_ask, by, space)
    if rules.has_asked_enough(by, space):
        raise AskedEnough
    refuse_without_terms(space, accepts_terms)
    return file_request(space, by, words, terms_at=timezone.now())


def file_request(space, user, words, terms_at=None):
    """Put somebody's wish before the keepers, in the caller's transaction. terms_at: when they accepted the terms."""
    asked, is_new = JoinRequest.objects.get_or_create(
        space=space, user=user, ended_at=None, defaults={"words": words, "terms_at": terms_at}
    )
    if terms_at and not is_new:
        asked.terms_at = terms_at
        asked.save(update_fields=["terms_at"])
    if is_new:
        record("members.ask_to_join", by=user, on=space)
        notify("members.asks_to_join", about=asked, to=keepers_of(space))
    return asked


@transaction.atomic
def withdraw_request(asked, *, by):
    if asked.user_id != by.pk:
        raise NotAllowed
    _decide(asked, by, "withdrawn")
    record("members.withdraw_request", by=by, on=asked.space)


@transaction.atomic
def grant(asked, *, by):
    """Let in who asked; they are told. What they accepted are the terms of the day on which they accepted them: who
    accepted none, or others than stand now, is asked at the door."""
    require(rules.can_invite_into, by, asked.space)
    require(is_member, asked.user)
    _decide(asked, by, "granted")
    let_in(asked.user, asked.space, Membership.MEMBER, terms_at=asked.terms_at)
    record("members.grant", by=by, on=asked.space)
    notify("members.let_in", about=asked, to=[asked.user])


@transaction.atomic
def refuse(asked, *, by):
    """Do not let in who asked; they are told so, and not by whom."""
    require(rules.can_keep, by, asked.space)
    _decide(asked, by, "refused")
    record("members.refuse", by=by, on=asked.space)
    notify("members.not_let_in", about=asked, to=[asked.user])


def _decide(asked, by, outcome):
    waiting = JoinRequest.objects.filter(pk=asked.pk, ended_at=None)
    if not waiting.update(ended_at=timezone.now(), decided_by=by, outcome=outcome):
        raise DecidedAlready


@transaction.atomic
def ask_for_outsider(space, *, by, email, name, language="en", institution=None, line=""):
    """Ask the membership stewards to let somebody onto Fora whom this space would invite. They are shown the person
    and not the space; the request stands 72 hours. Raises NotNow where the address is asked for already."""
    require(rules.can_invite_into, by, space)
    address, now = normal_email(email), timezone.now()
    of_space = space.outsiders.filter(email=address, used_at=None, revoked_at=None)
    of_space.filter(expires_at__lte=now).update(revoked_at=now)
    try:
        with transaction.atomic():
            asked = Invitation.objects.create(
                email=address, name=name, language=language, institution=institution, line=line,
                space=space, invited_by=by, expires_at=now + OUTSIDER,
            )  # fmt: skip
    except IntegrityError:
        raise NotNow from None
    record("members.ask_for_outsider", by=by, on=space)
    tell_stewards(asked)
    return asked


@transaction.atomic
def withdraw_outsider(asked, *, by):
    """Any keeper of the space takes the request back."""
    require(rules.can_keep, by, asked.space)
    waiting = Invitation.objects.filter(pk=asked.pk, used_at=None, revoked_at=None)
    if waiting.update(revoked_at=timezone.now()):
        record("members.withdraw_outsider", by=by, on=asked.space)
