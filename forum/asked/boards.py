"""Boards, with their texts."""

from core.gate import audiences_of
from core.prepared import Prepared
from forum.models import Board, BoardText


def board_named(ref, user):
    """The board, or None where there is none for this person."""
    return next(iter(with_texts(_board.ask(audiences_of(user), user, ref=ref))), None)


def boards_with(topics):
    """The boards of these topics, each once."""
    return with_texts(_boards.ask((), boards=sorted({topic.board_id for topic in topics})))


def with_texts(boards):
    """Those boards, with their texts."""
    found = {}
    for text in _texts.ask((), boards=sorted({board.pk for board in boards})):
        found.setdefault(text.board_id, []).append(text)
    for board in boards:
        board.texts_read = found.get(board.pk, [])
    return boards


_board = Prepared(
    lambda user, ref: Board.objects.visible_to(user).filter(ref=ref).select_related("audience__space"),
    ref=Board._meta.get_field("ref"),
)
_boards = Prepared(
    lambda boards: Board.objects.filter(pk__in=boards).select_related("audience__space"), boards=Board._meta.pk
)
_texts = Prepared(lambda boards: BoardText.objects.filter(board__pk__in=boards), boards=Board._meta.pk)
