"""Of places: who reads, writes, begins, arranges and answers for what happens in a board."""

from core.gate import audiences_of, is_member
from forum.moderated import moderates
from members.rules import can_keep, can_write_in, is_silenced, role_in


def can_create_board(user, audience) -> bool:
    """Stewards make boards for everybody and for members; keepers make those of their space."""
    space = getattr(audience, "space", None)
    if space is not None:
        return can_keep(user, space)
    return can_make_open_board(user)


def can_make_open_board(user) -> bool:
    """Stewards, of what everybody or all members read."""
    return is_member(user) and "steward" in user.roles


def can_read(user, thing) -> bool:
    """Whether this person may see a board, topic or post now; asks the database."""
    return type(thing).objects.visible_to(user).filter(pk=thing.pk).exists()


def can_write(user, board) -> bool:
    """Whether this person may write on the board: readers of a space only read."""
    if not is_member(user) or board.archived_at or board.audience_id not in audiences_of(user):
        return False
    return can_write_in(user, board.space) if board.space is not None else not is_silenced(user)


def only_reads(user, board) -> bool:
    """Whether this person is in the board's space as a reader."""
    return board.space is not None and role_in(user, board.space) == "reader"


def can_moderate(user, board) -> bool:
    """In a space its moderators; elsewhere the role moderator, or the board's own list."""
    return moderates(user, board)


def can_start_topic(user, board) -> bool:
    """Whoever writes there; where there are announcements, those who moderate."""
    return can_write(user, board) and (board.posting != board.ANNOUNCEMENTS or can_moderate(user, board))


def can_start_kind(user, board, kind) -> bool:
    """Announcements are made by those who moderate; any other kind of topic by all who write."""
    return kind != "announcement" or can_moderate(user, board)


def board_of(thing):
    """The board of a topic or a post."""
    return thing.topic.board if hasattr(thing, "topic_id") else thing.board


def can_arrange(user) -> bool:
    """Themes, and the boards outside of spaces: who has the role moderator or steward."""
    return is_member(user) and bool({"moderator", "steward"} & set(user.roles))


def can_edit_board(user, board) -> bool:
    """Texts, languages, place, archive: of a space's board its keepers, of any other those who arrange them."""
    if board.audience_id not in audiences_of(user):
        return False
    return can_arrange(user) if board.space is None else can_keep(user, board.space) and not board.space.archived_at
