"""What time does with spaces: invitations open, ends come and are told before, keepers who are gone are followed."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from members.actions.inviting import tell_invited
from members.actions.keepers import keep_up_keepers
from members.actions.spaces import close_space, keepers_of
from members.models import Membership, Space, SpaceEvent, SpaceInvitation
from notifications.live import notify

BEFORE = timedelta(days=7)


def keep_up_spaces():
    """All that is due, each thing in a transaction of its own. Returns how much was done."""
    return _open_invitations() + _close_spaces() + keep_up_keepers() + _tell_of_ends()


def _open_invitations():
    due = SpaceInvitation.objects.open().filter(told_at=None).select_related("space", "user")
    return sum(_told(invitation) for invitation in due)


@transaction.atomic
def _told(invitation):
    return tell_invited(invitation)


def _close_spaces():
    over = list(Space.objects.filter(ends_at__lte=timezone.now(), closed_at=None))
    for space in over:
        close_space(space, by=None)
    return len(over)


def _tell_of_ends():
    soon = timezone.now() + BEFORE
    ending = Space.objects.lasting().filter(ends_at__lte=soon, reminded_at=None)
    leaving = Membership.objects.current().filter(until__lte=soon, reminded_at=None)
    spaces = Space.objects.filter(pk__in=leaving.values("space"))
    told = [_remind(space, SpaceEvent.ENDS, Space.objects.filter(pk=space.pk)) for space in ending]
    told += [_remind(space, SpaceEvent.MEMBERSHIPS_END, leaving.filter(space=space)) for space in spaces]
    return len(told)


@transaction.atomic
def _remind(space, kind, rows):
    """One word to the space's keepers about rows that end, which are then told of."""
    rows.model.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(reminded_at=timezone.now())
    event = SpaceEvent.objects.create(space=space, kind=kind)
    name = "members.space_ends" if kind == SpaceEvent.ENDS else "members.memberships_end"
    notify(name, about=event, to=keepers_of(space))
