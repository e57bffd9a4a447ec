"""Making boards."""

from django.db import transaction

from core.audit import record
from core.models import Audience
from core.refusals import require
from forum import refusals, rules
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


@transaction.atomic
def add_board(space, *, title, purpose, language, by):
    """A board of a space, after those it has. Raises BoardThere for a name that one of them has."""
    require(rules.can_create_board, by, space.audience)
    Audience.objects.select_for_update(no_key=True).get(key=space.audience_id)  # two at once are one after the other
    boards = Board.objects.filter(audience=space.audience_id)
    if boards.filter(texts__title=title).exists():
        raise refusals.BoardThere
    texts = {language: (title, purpose)}
    return create_board(audience=space.audience, texts=texts, by=by, position=boards.count() + 1)
