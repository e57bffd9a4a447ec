"""What every page of a board or topic shows around its text: where one is, and who can read it."""

from members.readers import count_of


def place_of(board, user):
    """{board, space, readers}: `readers` is the number of people who can read there, None where everybody can or
    where the one who asks is no member."""
    return {"board": board, "space": board.space, "readers": count_of(board.audience_id, user)}
