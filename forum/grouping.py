"""The list of boards: those outside of spaces by theme, then each space's together."""

from dataclasses import dataclass

from core.collation import sort_key


@dataclass(frozen=True)
class Group:
    """What boards stand under: a theme, a space, or neither."""

    theme: object = None
    space: object = None


def grouped(rows, themes=()):
    """[(Group, rows)] of rows {board, …} in order: themes by their place, boards without one, spaces by name. themes:
    those that are listed without a board, too."""
    groups = {("theme", theme.pk): (Group(theme=theme), []) for theme in themes}
    for row in rows:
        key, group = _group_of(row["board"])
        groups.setdefault(key, (group, []))[1].append(row)
    return sorted(groups.values(), key=lambda group: _place_of(group[0]))


def _group_of(board):
    if board.space is not None:
        return ("space", board.space.pk), Group(space=board.space)
    return ("theme", board.theme_id), Group(theme=board.theme)


def _place_of(group):
    if group.space is not None:
        return 2, 0, sort_key(group.space.name)
    return (0, group.theme.position, "") if group.theme else (1, 0, "")
