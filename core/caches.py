"""A cache that may be away at any moment: quickly noticed, never the reason for a broken page.

Of Redis there are two kinds, by what a caller can do without it. `Strict` raises CacheAway: whoever counts attempts
must know that it could not count. `Forgiving` holds nothing while Redis is away: what it would have held is made anew.
`Table` is as strict in a table of the database.

What allauth counts at the door, and which codes are used up, stands in no Redis at all (`Doors`): emptied, it would let
somebody try again, or a code work twice. Wagtail leaves things of its own beside that; those go where pages are kept.
"""

import logging
import time
from contextlib import contextmanager
from functools import wraps

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import DatabaseError
from redis.exceptions import RedisError, ResponseError

logger = logging.getLogger(__name__)

PAUSE = 2  # seconds in which a Redis that did not answer is not asked again, so that nobody else waits for it
_asked_again_at = {}  # {address: moment}, for all threads of this process


class CacheAway(Exception):
    """Redis doesn't answer now, or the database takes nothing."""


def _nothing(*args, **options):
    return None


def _no(*args, **options):
    return False


def _not_there(key, *args, **options):
    raise ValueError(f"{key} is not there.")


# Each question, and what it is answered where nothing is held.
QUESTIONS = {
    "get": lambda key, default=None, version=None: default,
    "get_many": lambda *args, **options: {},
    "set_many": lambda data, *args, **options: list(data),
    "incr": _not_there,
    **dict.fromkeys(("add", "touch", "delete", "has_key", "clear"), _no),
    **dict.fromkeys(("set", "delete_many"), _nothing),
}


def _noticing(name):
    question = getattr(RedisCache, name)

    @wraps(question)
    def ask(self, *args, **options):
        if time.monotonic() < _asked_again_at.get(self.address, 0):
            raise CacheAway("Redis did not answer a moment ago.")
        try:
            return question(self, *args, **options)
        except RedisError as error:
            if not isinstance(error, ResponseError):  # one that is full, say, answers: it is not away
                _asked_again_at[self.address] = time.monotonic() + PAUSE
            logger.warning("Redis cannot be used: %s", error)
            raise CacheAway("Redis does not answer.") from error

    return ask


def _doing_without(name, answer):
    question = getattr(Strict, name)

    @wraps(question)
    def ask(self, *args, **options):
        try:
            return question(self, *args, **options)
        except CacheAway:
            return answer(*args, **options)

    return ask


class Strict(RedisCache):
    """Raises CacheAway where Redis does not answer."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self.address = str(server)


class Forgiving(Strict):
    """Holds nothing while Redis is away."""


class Doors(DatabaseCache):
    """A table of the database, but for what Wagtail keeps under keys of its own: that goes to the cache `pages`."""


class Table(DatabaseCache):
    """Raises CacheAway where the table cannot be written. Django's own says then that a key is taken."""

    def get_many(self, keys, version=None):
        with _noticing_the_database():  # whoever reads deletes what has expired
            return super().get_many(keys, version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        with _noticing_the_database():
            is_new = super().add(key, value, timeout, version)
            if not is_new and not self.has_key(key, version):
                raise CacheAway("The table of the cache cannot be written.")
            return is_new


@contextmanager
def _noticing_the_database():
    try:
        yield
    except DatabaseError as error:
        raise CacheAway("The table of the cache cannot be used.") from error


def _by_key(name):
    question = getattr(DatabaseCache, name)

    @wraps(question)
    def ask(self, key, *args, **options):
        if str(key).startswith("wagtail"):
            return getattr(caches["pages"], name)(key, *args, **options)
        return question(self, key, *args, **options)

    return ask


for each, answer in QUESTIONS.items():
    setattr(Strict, each, _noticing(each))
    setattr(Forgiving, each, _doing_without(each, answer))
for each in ("get", "set", "delete"):
    setattr(Doors, each, _by_key(each))
