"""What every page of a board or topic shows around its text: where one is, and who can read it."""

from django.contrib.auth import get_user_model

from core.gate import PUBLIC, is_member


def place_of(board, user):
    """{board, space, readers}: `readers` is the number of people who can read there, None where everybody can or
    where the one who asks is no member."""
    return {"board": board, "space": board.space, "readers": _readers(board, user)}


def _readers(board, user):
    if board.audience_id == PUBLIC or not is_member(user):
        return None
    return get_user_model().objects.holding(board.audience_id).count()
