"""Where somebody moderates: in a space its moderators; elsewhere the role moderator, or the board's own list."""

from django.db.models import Q

from core.gate import MEMBERS, PUBLIC, audiences_of, is_member

COMMON = frozenset({PUBLIC, MEMBERS})


def moderates(user, board) -> bool:
    """Whether this person sees a board (or the board of a topic) and moderates it."""
    return board.audience_id in audiences_moderated_by(user) or _board_id(board) in boards_that_list(user)


def moderated_by(user, prefix="", board="board"):
    """The same as a condition on rows with an audience and a board, or behind a prefix on what they join."""
    condition = Q(**{f"{prefix}audience_id__in": audiences_moderated_by(user)})
    listed = boards_that_list(user)
    return condition | Q(**{f"{prefix}{board}__in": listed}) if listed else condition


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
        lambda: frozenset(user.moderated_boards.filter(audience_id__in=COMMON).values_list("pk", flat=True)),
    )


def _board_id(row):
    return getattr(row, "board_id", row.pk)
