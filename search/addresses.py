"""The address of a search: every choice on the page is a plain link."""

from urllib.parse import urlencode

from search.engines.base import DATE


def address(wish, **changes):
    """The address that asks for this, with some of it changed."""
    asked = {
        "q": wish.typed[:300],
        "kind": wish.kinds,
        "language": wish.languages,
        "concept": wish.concepts,
        "trait": wish.traits,
        "sort": "date" if wish.sort == DATE else "",
        "exact": "1" if wish.exact else "",
        **changes,
    }
    return "?" + urlencode({name: value for name, value in asked.items() if value}, doseq=True)
