"""The address of a search: every choice on the page is a plain link."""

from urllib.parse import urlencode

from search.engines.base import DATE


def address(wish, **changes):
    """The address that asks for this, with some of it changed."""
    asked = {**beside_the_fields(wish), **in_fields(wish.pieces), **changes}
    return "?" + urlencode({name: value for name, value in asked.items() if value}, doseq=True)


def without(wish, piece):
    """The address that asks for the same but for one of its pieces."""
    if piece.typed:
        return address(wish, q=" ".join(wish.said.replace(piece.typed, " ", 1).split())[:300])
    rest = [each for each in wish.pieces if each is not piece]
    return address(wish, **{piece.operator.name: in_fields(rest).get(piece.operator.name, [])})


def beside_the_fields(wish):
    """{name: value or values} of what an address says beside the fields below the box."""
    return {
        "q": wish.said[:300],
        "kind": wish.kinds,
        "language": wish.languages,
        "concept": wish.concepts,
        "trait": wish.traits,
        "sort": "date" if wish.sort == DATE else "",
        "exact": "1" if wish.exact else "",
    }


def in_fields(pieces):
    """{name: [values]} of the pieces that do not stand in the box."""
    chosen = {}
    for piece in pieces:
        if not piece.typed:
            chosen.setdefault(piece.operator.name, []).append(piece.value)
    return chosen
