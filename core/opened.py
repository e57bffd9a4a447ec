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


def note_opened(thing, *, by, part=""):
    """Note that this person was shown a thing, or that part of it, if it stands in a secret space.

    What can't be written keeps no page back: the machine's own log then says that something is missing in ours.
    """
    for place in _secret_among([place_of(thing)]):
        _note(key_of(thing), place, by, part)


def note_shown(places, *, by, part):
    """Note of each secret space among these places that this person was shown something of it: in a list, say."""
    for place in _secret_among(places):
        _note(f"space:{place.removeprefix(SPACE_PREFIX)}", place, by, part)


def _note(key, place, by, part):
    try:
        with impatient(), transaction.atomic():
            if allow("opened", f"{by.ref}:{key}:{part}", 1, HOUR):
                record("core.open", by=by, on=key, reason=part, place=place)
    except DatabaseError as error:
        logger.error("That somebody opened something could not be recorded: %s", error)


def _secret_among(places):
    """Those of the places that are secret spaces, in order."""
    sealed = {place for place in places if place and place.startswith(SPACE_PREFIX)}
    if not sealed:
        return []
    spaces = kind_named("space").model._base_manager.filter(audience__in=sealed, kind="secret")
    return sorted(spaces.values_list("audience_id", flat=True))
