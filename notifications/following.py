"""What somebody follows, and what that means for a thing that stands in several places.

A topic stands on a board, is tagged with concepts, and may be in a space. The level that somebody chose for the nearest
of these counts: topic, then board, then concept, then space. A level that was set for another reason (they wrote in it)
only raises what the farther places give; that somebody was mentioned does not, where they have muted those. Of several
concepts the loudest counts.
"""

from django.db.models import BigIntegerField, CharField

from core.gate import is_member
from core.prepared import Prepared
from notifications.models import Follow, Rhythm

KINDS = ("topic", "board", "concept", "space")  # what can be followed, the nearest first
RAISING = {Follow.STARTED, Follow.WROTE}  # what one wrote in, one hears of, on a board too that one has muted


def levels_of(user):
    """{key: level} of all that this person chose or follows by themselves; in one query."""
    return dict(_levels.ask((), person=user.pk)) if is_member(user) else {}


def row_for(user, key):
    """(level, why) of what this member chose for one thing, or follows it by; None where there is neither."""
    return next(iter(_row.ask((), person=user.pk, key=key)), None)


def followed_refs(user):
    """{kind: refs} of what this person tracks or watches; each of KINDS is there. In one query."""
    return _refs(levels_of(user), lambda level: level >= Follow.TRACKING)


def muted_refs(user):
    """{kind: refs} of what this person has muted, likewise."""
    return _refs(levels_of(user), lambda level: level == Follow.MUTED)


def level_of(places, levels):
    """The level that counts for what stands in places, [[keys]], the nearest first. levels: {key: (level, why)}."""
    found = Follow.NORMAL
    for keys in reversed(places):
        rows = [levels[key] for key in keys if key in levels]
        chosen = [level for level, why in rows if why == Follow.CHOSE]
        raised = [level for level, why in rows if why in RAISING or (why != Follow.CHOSE and found != Follow.MUTED)]
        found = max(chosen) if chosen else max([found, *raised])
    return found


def at_level(level, places, people):
    """The ids of those of the people (ids) at a level for what stands in these places; in one query."""
    keys = [key for each in places for key in each]
    if not keys or not people:
        return []
    levels = {}
    rows = Follow.objects.filter(user__in=people, key__in=keys).values_list("user", "key", "level", "why")
    for user, key, chosen, why in rows:
        levels.setdefault(user, {})[key] = (chosen, why)
    return [user for user, theirs in levels.items() if level_of(places, theirs) == level]


def own_levels(people):
    """{id: level} at which these people (ids) follow what they start or write in."""
    chosen = Rhythm.objects.filter(user__in=people).values_list("user", "own")
    return dict.fromkeys(people, Rhythm().own) | dict(chosen)


def _refs(levels, wanted):
    found = {kind: set() for kind in KINDS}
    for key, level in levels.items():
        kind, _, ref = key.partition(":")
        if wanted(level) and kind in found:
            found[kind].add(ref)
    return found


_row = Prepared(
    lambda person, key: Follow.objects.filter(user=person, key=key).values_list("level", "why"),
    person=BigIntegerField(),
    key=CharField(),
)
_levels = Prepared(
    lambda person: Follow.objects.filter(user=person).values_list("key", "level"), person=BigIntegerField()
)
