"""Long rows of things in short pieces, so that no statement and no transaction grows with what there is."""

from itertools import islice


def in_pieces(items, size):
    """Lists of up to `size` of the items, in their order."""
    items = iter(items)
    while piece := list(islice(items, size)):
        yield piece
