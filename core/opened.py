"""Who opened what in a secret space: noted once an hour for each person and thing, without content."""

import hashlib
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
    _note({key_of(thing): place for place in _secret_among([place_of(thing)])}, by, part)


def note_shown(places, *, by, part):
    """Note of each secret space among these places that this person was shown something of it: in a list, say. The same
    spaces again within the hour cost one look-up, however many they are."""
    _note({place: place for place in _secret_among(places)}, by, part)  # a space and its audience have one key


def leave_unnoted(thing, *, by):
    """That this person opens a thing within the hour is not noted: they have just written there without their name, and
    the one entry beside the other would give it back to them."""
    for place in _secret_among([place_of(thing)]):
        allow("opened", _name_of({key_of(thing): place}, by, ""), 1, HOUR)


def _note(shown, by, part):
    """Write an entry for each {key: place}, once an hour for the same ones."""
    if not shown:
        return
    try:
        with impatient(), transaction.atomic():
            if allow("opened", _name_of(shown, by, part), 1, HOUR):
                for key, place in shown.items():
                    record("core.open", by=by, on=key, reason=part, place=place)
    except DatabaseError as error:
        logger.error("That somebody opened something could not be recorded: %s", error)


def _name_of(shown, by, part):
    """Under which name it is counted that somebody was shown these things."""
    these = hashlib.sha256(" ".join(sorted(shown)).encode()).hexdigest()[:20]
    return f"{by.ref}:{these}:{part}"


def _secret_among(places):
    """Those of the places that are secret spaces, in order."""
    sealed = {place for place in places if place and place.startswith(SPACE_PREFIX)}
    if not sealed:
        return []
    spaces = kind_named("space").model._base_manager.filter(audience__in=sealed, kind="secret")
    return sorted(spaces.values_list("audience_id", flat=True))
