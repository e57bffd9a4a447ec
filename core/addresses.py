"""Addresses of things: which of them lead to which kind, so that a pasted link becomes a reference; and those of which
a page has dozens."""

from functools import cache

from django.urls import reverse

from core.ids import ALPHABET, LENGTH

KIND_BY_PREFIX = {
    "/forum/t/": "topic",
    "/forum/p/": "post",
    "/forum/b/": "board",
    "/people/": "person",
    "/spaces/": "space",
    "/thesaurus/": "concept",
    "/files/": "file",
}
_ANY = ALPHABET[0] * LENGTH


def address_of(name, ref):
    """`reverse` of an address that takes one ref; Django looks for each name once."""
    return _pattern(name).replace(_ANY, ref)


@cache
def _pattern(name):
    return reverse(name, args=[_ANY])
