"""The routes there are, as (address, name): for the inventory and for tests that walk all of them."""

from django.urls import URLPattern, get_resolver

from config.routes import PREFIXES, ROUTES


def patterns(resolver=None, prefix=""):
    """All URL patterns as (address pattern, name), those of included modules too."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield address, entry.name or ""
        else:
            yield from patterns(entry, address)


def audience_of(address, name):
    """public, member, space or staff as declared; None where nothing is."""
    for prefix, audience in PREFIXES.items():
        if address.startswith(prefix):
            return audience
    return ROUTES.get(name)


def undeclared():
    """(address, name) of each pattern that routes.py doesn't declare."""
    return [(address, name) for address, name in patterns() if not audience_of(address, name)]


def stale():
    """Names that routes.py declares and no pattern has."""
    names = {name for _, name in patterns()}
    return sorted(set(ROUTES) - names)
