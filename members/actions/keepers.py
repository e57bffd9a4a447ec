"""What is done about a space that nobody keeps any more: its people are told, and after a week one of them follows."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.audit import record
from members.models import Membership, Space, SpaceEvent, User
from notifications.live import notify

AFTER = timedelta(days=7)  # time for the keeper to come back, or for the people to speak about it


def note_unkept(spaces):
    """Tell the people in those of the spaces that nobody keeps now, in the caller's transaction. Gives how many.

    Of whoever kept them it says nothing, and outside them nobody hears of it: neither does who closed an account.
    """
    return sum(_note_unkept(space) for space in spaces.lasting().unkept().filter(unkept_at=None))


@transaction.atomic
def _note_unkept(space):
    if not Space.objects.unkept().filter(pk=space.pk, unkept_at=None).update(unkept_at=timezone.now()):
        return False
    _tell(space, SpaceEvent.UNKEPT, "members.unkept")
    return True


def keep_up_keepers():
    """Spaces that lost their keeper in whatever way; those that have one again; those whose time to wait is over."""
    lost = note_unkept(Space.objects.all())
    waiting = Space.objects.lasting().filter(unkept_at__isnull=False)
    found = list(waiting.exclude(pk__in=waiting.unkept().values("pk")))
    due = list(waiting.unkept().filter(unkept_at__lte=timezone.now() - AFTER))
    return lost + sum(_note_kept(space) for space in found) + sum(_make_keeper(space) for space in due)


@transaction.atomic
def _note_kept(space):
    """An account was opened again: there is a keeper as before."""
    if not Space.objects.filter(pk=space.pk, unkept_at__isnull=False).update(unkept_at=None):
        return False
    _tell(space, SpaceEvent.KEPT, "members.kept")
    return True


@transaction.atomic
def _make_keeper(space):
    """Make the successor keeper; a space that has none is read from now on, and nothing is added. Gives whether
    something changed."""
    waiting = Space.objects.select_for_update(no_key=True).filter(pk=space.pk, unkept_at__isnull=False, closed_at=None)
    space = waiting.first()
    if space is None or space.memberships.of_keepers().exists():
        return False
    membership = _successor(space)
    if membership is None:
        return _archive(space)
    membership.role, membership.until, membership.reminded_at = Membership.KEEPER, None, None
    membership.save(update_fields=["role", "until", "reminded_at"])
    space.unkept_at = None
    space.save(update_fields=["unkept_at"])
    record("members.follow_keeper", by=None, on=membership.user, place=space.audience_id)
    event = _tell(space, SpaceEvent.KEPT, "members.kept", but=membership.user)
    notify("members.you_keep", about=event, to=[membership.user])
    return True


def _successor(space):
    """The longest-standing moderator, else member; who is inside before who stands at the door, and who stays before
    whose time ends. None where nobody can be."""
    able = space.memberships.running().of_good_people().filter(role__in=[Membership.MODERATOR, Membership.MEMBER])
    inside = set(space.memberships.current().values_list("pk", flat=True))

    def order(one):
        return one.pk not in inside, one.role != Membership.MODERATOR, one.until is not None, one.started_at, one.pk

    return min(able.select_related("user"), key=order, default=None)


def _archive(space):
    if space.archived_at:
        return False
    space.archived_at = timezone.now()
    space.save(update_fields=["archived_at"])
    record("members.archive_space", by=None, on=space)
    _tell(space, SpaceEvent.ARCHIVED, "members.archived_unkept")
    return True


def _tell(space, kind, name, but=None):
    """Tell everybody in the space, at its door too."""
    event = SpaceEvent.objects.create(space=space, kind=kind)
    people = User.objects.filter(pk__in=space.memberships.running().of_good_people().values("user"))
    notify(name, about=event, to=people.exclude(pk=but.pk) if but else people)
    return event
