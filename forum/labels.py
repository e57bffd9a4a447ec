"""How what is written in the forum is to be handled, where its writer has not said."""

from moderation.handling import stricter


def label_for(board, *answered):
    """The key of the label that a new post gets: its board's, or the strictest of the posts that it answers or quotes.

    answered: keys of their labels, or None.
    """
    return stricter(board.default_handling_id, *filter(None, answered))
