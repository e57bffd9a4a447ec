"""Limits on how often somebody may do something, kept apart from allauth's."""

import time

from django.core.cache import caches


def allow(scope, who, limit, seconds):
    """Whether this is at most the `limit`-th time in the `seconds` that began with the first.

    Each time takes a numbered place of its own, and adding is the one thing that every cache does for one caller
    only: so however many ask at once, in as many processes, no more than `limit` are told yes.
    """
    cache = caches["pages"]
    window = cache.get_or_set(f"limit:{scope}:{who}", time.time, seconds)
    key = f"limit:{scope}:{who}:{window}"
    seen = cache.get(key, 0)  # only where to begin: others may have taken the next places meanwhile
    for place in range(seen + 1, limit + 1):
        if cache.add(f"{key}:{place}", True, seconds):
            cache.set(key, place, seconds)
            return True
    return False
