"""Making boards."""

from django.db import transaction

from core.audit import record
from core.refusals import require
from forum import rules
from forum.models import Board, BoardText


@transaction.atomic
def create_board(*, audience, texts, by, position=0, moderators=()):
    """Make a board for an audience. `texts` is {language: (title, purpose)}; `by` is None for the operator."""
    if by is not None:
        require(rules.can_create_board, by, audience)
    board = Board.objects.create(audience=audience, position=position)
    BoardText.objects.bulk_create(
        BoardText(board=board, language=language, title=title, purpose=purpose)
        for language, (title, purpose) in texts.items()
    )
    board.moderators.set(moderators)
    for person in moderators:
        person.forget_rights()
    record("forum.create_board", by=by, on=board)
    return board
