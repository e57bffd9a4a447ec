"""What is done with spaces, and who is in them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.gate import is_member, space_key
from core.ids import new_ref
from core.models import Audience
from core.refusals import Refusal, require
from members import rules
from members.models import Membership, Space, SpaceInvitation, User

ALONE = timedelta(days=1)  # that a single keeper's invitation waits


class LastKeeper(Refusal):
    message = _("A space needs somebody who keeps it. Make another person keeper first.")


@transaction.atomic
def create_space(*, name, kind, by, purpose="", language="en"):
    """Make a space with its audience; whoever makes it keeps it."""
    require(rules.can_create_space, by)
    ref = new_ref()
    audience = Audience.objects.create(key=space_key(ref))
    space = Space(audience=audience, name=name, kind=kind, purpose=purpose, language=language)
    space.ref = ref
    space.save()
    record("members.create_space", by=by, on=space)
    _let_in(by, space, Membership.KEEPER)
    return space


@transaction.atomic
def add_to_space(user, space, *, by, role=Membership.MEMBER, until=None):
    """Let a member in, at a keeper's word. Twice is once: the role is then what was asked last.

    Raises LastKeeper when it would leave the space without one.
    """
    require(rules.can_keep, by, space)
    require(is_member, user)
    if role != Membership.KEEPER or until:
        _refuse_without_keeper(space, user)
    membership = _let_in(user, space, role, until)
    record("members.add_to_space", by=by, on=space, reason=role)
    return membership


@transaction.atomic
def join(space, *, by):
    """Join an open space; who is in it already stays as they are."""
    inside = by.memberships.current().filter(space=space).first() if is_member(by) else None
    if inside:
        return inside
    require(rules.can_join, by, space)
    membership = _let_in(by, space, Membership.MEMBER)
    record("members.join", by=by, on=space)
    return membership


@transaction.atomic
def leave(user, space, *, by):
    """Take somebody out, or go oneself; it takes effect on the next request.

    Raises LastKeeper for the only person who keeps the space. Search needs no word of it: what the space holds has
    the same readers' key as before, and this person does not hold it any more.
    """
    if by != user:
        require(rules.can_keep, by, space)
    _refuse_without_keeper(space, user)
    if Membership.objects.filter(user=user, space=space, ended_at=None).update(ended_at=timezone.now()):
        user.forget_rights()
        record("members.leave_space", by=by, on=space)


def _refuse_without_keeper(space, user):
    """Raise LastKeeper if this person alone keeps the space. The lock makes two keepers who go at once two in a row."""
    Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    keepers = space.memberships.current().filter(role=Membership.KEEPER, user__in=User.objects.members())
    if set(keepers.values_list("user_id", flat=True)) == {user.pk}:
        raise LastKeeper


def _let_in(user, space, role, until=None):
    membership, is_new = Membership.objects.get_or_create(
        user=user, space=space, ended_at=None, defaults={"role": role, "until": until}
    )
    if not is_new and (membership.role, membership.until) != (role, until):
        membership.role, membership.until = role, until
        membership.save(update_fields=["role", "until"])
    user.forget_rights()
    return membership


@transaction.atomic
def invite_into(user, space, *, by, role=Membership.MEMBER, until=None, line=""):
    """Offer a member a place in a space, at a keeper's word.

    It opens once a second keeper has agreed or, where there is one keeper alone, after a day: the space is told.
    """
    require(rules.can_keep, by, space)
    require(is_member, user)
    alone = space.memberships.current().filter(role=Membership.KEEPER, user__in=User.objects.members()).count() == 1
    invitation, is_new = SpaceInvitation.objects.get_or_create(
        space=space,
        user=user,
        ended_at=None,
        defaults={
            "role": role,
            "until": until,
            "line": line,
            "invited_by": by,
            "opens_at": timezone.now() + ALONE if alone else None,
        },
    )
    if is_new:
        record("members.invite_into", by=by, on=space, reason=role)
    return invitation
