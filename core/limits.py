"""Limits on how often somebody may do something, kept apart from allauth's."""

from django.core.cache import caches


def allow(scope, who, limit, seconds):
    """Whether this is at most the `limit`-th time in the current window of `seconds`.

    If the cache is away the answer is yes: these limits guard comfort, not doors (those are allauth's).
    """
    cache = caches["pages"]
    key = f"limit:{scope}:{who}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it ran out between the two calls
        return True
