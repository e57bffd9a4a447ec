"""Where somebody moderates: in a space its moderators; elsewhere the role moderator, or the board's own list."""

from django.apps import apps
from django.db import models
from django.db.models import Q

from core.gate import MEMBERS, PUBLIC, audiences_of, is_member
from core.prepared import Prepared

COMMON = frozenset({PUBLIC, MEMBERS})


def moderates(user, board) -> bool:
    """Whether this person sees a board (or the board of a topic) and moderates it."""
    return board.audience_id in audiences_moderated_by(user) or _board_id(board) in boards_that_list(user)


def moderated_by(user, prefix="", board="board"):
    """The same as a condition on rows with an audience and a board, or behind a prefix on what they join."""
    condition = Q(**{f"{prefix}audience_id__in": audiences_moderated_by(user)})
    listed = boards_that_list(user)
    return condition | Q(**{f"{prefix}{board}__in": listed}) if listed else condition


def moderates_nothing(user) -> bool:
    return not audiences_moderated_by(user) and not boards_that_list(user)


def moderators_of(board):
    """Those who moderate a board now, as a queryset of users."""
    people = apps.get_model("members", "User").objects.holding(board.audience_id)
    if board.space is None:
        appointed = Q(appointments__role="moderator", appointments__ended_at=None)
        return people.filter(appointed | Q(moderated_boards=board))
    return people.filter(
        pk__in=board.space.memberships.current().filter(role__in=("keeper", "moderator")).values("user")
    )


def audiences_moderated_by(user) -> frozenset[str]:
    """The audiences all of whose boards this person moderates now."""
    if not is_member(user):
        return frozenset()
    spaces = {key for key, role in user.space_roles.items() if role in ("keeper", "moderator")}
    return frozenset(spaces | COMMON if "moderator" in user.roles else spaces) & audiences_of(user)


def boards_that_list(user) -> frozenset[int]:
    """Ids of the boards outside of spaces that name this person as moderator, read once for this object."""
    if not is_member(user):
        return frozenset()
    return user.read_once(
        "boards_that_list",
        lambda: frozenset(_boards_that_list.ask((), person=user.pk)),
    )


def rights_of(user):
    """All that the forum's querysets read of a person: SQL kept under it is made anew with any change of a right."""
    caught_up_at = user.caught_up_at if is_member(user) else None
    return user.pk, audiences_of(user), audiences_moderated_by(user), boards_that_list(user), caught_up_at


def _listing(person):
    boards = apps.get_model("forum", "Board").objects.filter(moderators=person, audience_id__in=COMMON)
    return boards.values_list("pk", flat=True)


_boards_that_list = Prepared(_listing, person=models.BigIntegerField())


def _board_id(row):
    return getattr(row, "board_id", row.pk)
