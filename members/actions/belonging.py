"""What is done with somebody's time in a space: begun, changed, handed over, ended."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.gate import is_member
from core.refusals import Refusal, require
from members import rules
from members.models import Membership, Space, SpaceEvent
from notifications.live import notify


class LastKeeper(Refusal):
    message = _("A space needs somebody who keeps it. Make another person keeper first.")


class TermsFirst(Refusal):
    message = _("This space has terms. Please accept them to come in.")


class NotInside(Refusal):
    message = _("This person is not in the space any more.")


@transaction.atomic
def add_to_space(user, space, *, by, role=Membership.MEMBER, until=None):
    """Put somebody into a space, where it is made with its people or brought over from elsewhere. Twice is once: the
    role is then what was asked last. Nobody is asked: pages have `join`, `grant` and `accept_invitation` instead.

    Raises LastKeeper when it would leave the space without one.
    """
    require(rules.can_keep, by, space)
    require(is_member, user)
    if role != Membership.KEEPER or until:
        refuse_without_keeper(space, user)
    membership = let_in(user, space, role, until)
    record("members.add_to_space", by=by, on=space, reason=role)
    return membership


@transaction.atomic
def join(space, *, by, accepts_terms=False):
    """Join an open space; who is in it already stays as they are. Raises TermsFirst."""
    inside = by.memberships.running().filter(space=space).first() if is_member(by) else None
    if inside:
        return inside
    require(rules.can_join, by, space)
    refuse_without_terms(space, accepts_terms)
    membership = let_in(by, space, Membership.MEMBER, terms_at=timezone.now())
    record("members.join", by=by, on=space)
    return membership


@transaction.atomic
def accept_terms(space, *, by):
    """Accept the terms that stand: who stood outside because of them is inside on the next request."""
    if not by.memberships.running().filter(space=space).update(terms_at=timezone.now()):
        raise NotInside
    by.forget_rights()
    record("members.accept_terms", by=by, on=space)


@transaction.atomic
def change_membership(user, space, *, by, role, until=None):
    """Give somebody in the space another role, or another end. Raises NotInside, LastKeeper."""
    require(rules.can_keep, by, space)
    membership = user.memberships.running().filter(space=space).first()
    if membership is None:
        raise NotInside
    if role != Membership.KEEPER or until:
        refuse_without_keeper(space, user)
    if (membership.role, membership.until) != (role, until):
        membership.role, membership.until, membership.reminded_at = role, until, None
        membership.save(update_fields=["role", "until", "reminded_at"])
        user.forget_rights()
        record("members.change_membership", by=by, on=space, reason=role)
        _tell("members.membership_changed", user, space, by)
    return membership


@transaction.atomic
def hand_over(space, to, *, by):
    """Make somebody in the space its keeper in one's own place, and stay in it as a member. Raises NotInside."""
    require(rules.can_keep, by, space)
    _lock(space)
    theirs = to.memberships.current().of_good_people().filter(space=space)
    if to == by or not theirs.update(role=Membership.KEEPER, until=None):
        raise NotInside
    by.memberships.current().filter(space=space).update(role=Membership.MEMBER)
    for person in (to, by):
        person.forget_rights()
    record("members.hand_over", by=by, on=space)
    _tell("members.made_keeper", to, space, by)


def _tell(name, person, space, by):
    """Tell one person what another has made of their time in the space."""
    if person == by:
        return
    notify(name, about=SpaceEvent.objects.create(space=space, kind=SpaceEvent.CHANGED, by=by), to=[person])


@transaction.atomic
def leave(user, space, *, by):
    """Take somebody out, or go oneself; it takes effect on the next request.

    Raises LastKeeper for the only person who keeps the space. Search needs no word of it: what the space holds has
    the same readers' key as before, and this person does not hold it any more.
    """
    if by != user:
        require(rules.can_keep, by, space)
    refuse_without_keeper(space, user)
    if Membership.objects.filter(user=user, space=space, ended_at=None).update(ended_at=timezone.now()):
        now = timezone.now()
        space.invitations.filter(user=user, ended_at=None).update(ended_at=now, outcome="revoked")
        space.join_requests.waiting().filter(user=user).update(ended_at=now, decided_by=by, outcome="withdrawn")
        user.forget_rights()
        record("members.leave_space", by=by, on=space)


def refuse_without_keeper(space, user):
    """Raise LastKeeper if this person keeps the space, at its door too, and nobody else does without an end."""
    _lock(space)
    keepers = space.memberships.of_keepers()
    others = keepers.exclude(user=user).filter(until=None)
    if keepers.filter(user=user).exists() and not others.exists():
        raise LastKeeper


def _lock(space):
    """So that two keepers who go at once are two in a row."""
    Space.objects.select_for_update(no_key=True).get(pk=space.pk)


def refuse_without_terms(space, accepts_terms):
    if space.terms_at and not accepts_terms:
        raise TermsFirst


def let_in(user, space, role, until=None, terms_at=None):
    """Begin somebody's time in the space, or change it where it has begun; their open invitations are answered by it.
    terms_at: when they accepted its terms."""
    membership, is_new = Membership.objects.get_or_create(
        user=user, space=space, ended_at=None, defaults={"role": role, "until": until, "terms_at": terms_at}
    )
    before = (membership.role, membership.until, membership.terms_at)
    terms_at = terms_at or membership.terms_at
    if not is_new and before != (role, until, terms_at):
        membership.role, membership.until, membership.terms_at = role, until, terms_at
        membership.reminded_at = None
        membership.save(update_fields=["role", "until", "terms_at", "reminded_at"])
    # An invitation that stayed open would bring back who was taken out.
    space.invitations.filter(user=user, ended_at=None).update(ended_at=timezone.now(), outcome="accepted")
    user.forget_rights()
    return membership
