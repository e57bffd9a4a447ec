"""What somebody follows, and what that means for a thing that stands in several places.

A topic stands on a board, is tagged with concepts, and may be in a space. The level that somebody chose for the nearest
of these counts: topic, then board, then concept, then space. A level that was set for another reason (they wrote in it)
only raises what the farther places give. Of several concepts the loudest counts.
"""

from django.db.models import BigIntegerField

from core.gate import is_member
from core.prepared import Prepared
from notifications.models import Follow

KINDS = ("topic", "board", "concept", "space")  # what can be followed, the nearest first


def levels_of(user):
    """{key: level} of all that this person chose or follows by themselves; in one query."""
    return dict(_levels.ask((), person=user.pk)) if is_member(user) else {}


def followed_refs(user):
    """{kind: refs} of what this person tracks or watches; each of KINDS is there. In one query."""
    return _refs(levels_of(user), lambda level: level >= Follow.TRACKING)


def muted_refs(user):
    """{kind: refs} of what this person has muted, likewise."""
    return _refs(levels_of(user), lambda level: level == Follow.MUTED)


def _refs(levels, wanted):
    found = {kind: set() for kind in KINDS}
    for key, level in levels.items():
        kind, _, ref = key.partition(":")
        if wanted(level) and kind in found:
            found[kind].add(ref)
    return found


_levels = Prepared(
    lambda person: Follow.objects.filter(user=person).values_list("key", "level"), person=BigIntegerField()
)
