"""Who opened what in a secret space: noted once an hour for each person and thing, without content."""

import logging

from django.db import DatabaseError, transaction

from core.audit import record
from core.database import impatient
from core.gate import SPACE_PREFIX
from core.limits import allow
from core.things import key_of, kind_named, place_of

logger = logging.getLogger(__name__)

HOUR = 3600


def note_opened(thing, *, by):
    """Note that this person was shown a thing, if it stands in a secret space. What can't be written keeps no page
    back: the machine's own log then says that something is missing in ours."""
    place = place_of(thing)
    if not place.startswith(SPACE_PREFIX) or not _is_secret(place):
        return
    try:
        with impatient(), transaction.atomic():
            if allow("opened", f"{by.ref}:{key_of(thing)}", 1, HOUR):
                record("core.open", by=by, on=key_of(thing), place=place)
    except DatabaseError as error:
        logger.error("That somebody opened something could not be recorded: %s", error)


def _is_secret(place):
    space = kind_named("space")
    return space.model._base_manager.filter(audience=place, kind="secret").exists()
