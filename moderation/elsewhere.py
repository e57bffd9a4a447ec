"""Where the words of a thing stand too, for whoever deletes it: they are not erased with it."""

from core import things


def words_elsewhere(row, user):
    """[things.Place] of what quotes a row, as far as the user may see it, and of what its words were copied into."""
    kind = things.kind_of_row(row)
    quoting = kind.quoting(row, user) if kind.quoting else ()
    copies = [place for each in things.kinds().values() if each.copies for place in each.copies(row, user)]
    return [*map(_as_place, quoting), *copies]


def _as_place(row):
    kind = things.kind_of_row(row)
    return things.Place(kind.title(row), kind.language(row), kind.url(row))
