"""Limits on how often somebody may do something, kept apart from allauth's."""

import time

from django.core.cache import caches

from core.caches import CacheAway
from core.database import impatient


def allow(scope, who, limit, seconds):
    """Whether this is at most the `limit`-th time in the `seconds` that began with the first.

    Each time takes a numbered place of its own, and adding is the one thing that every cache does for one caller
    only: so however many ask at once, in as many processes, no more than `limit` are told yes.

    While the cache is away everybody is told yes: these limits keep the hasty from slowing others down, and what may be
    read is asked of the database each time. (Attempts to sign in are allauth's: without its cache nobody gets in.)
    """
    try:
        with impatient():
            return _takes_a_place(caches["limits"], f"limit:{scope}:{who}", limit, seconds)
    except CacheAway:
        return True


def _takes_a_place(cache, name, limit, seconds):
    window = cache.get_or_set(name, time.time, seconds)
    key = f"{name}:{window}"
    seen = cache.get(key, 0)  # only where to begin: others may have taken the next places meanwhile
    for place in range(seen + 1, limit + 1):
        if cache.add(f"{key}:{place}", True, seconds):
            cache.set(key, place, seconds)
            return True
    return False
