"""Decisions on what waits, as its moderators find it now."""

from core.things import key_of
from moderation import actions
from moderation.models import ReviewItem


def decided(thing, decision, *, by, **details):
    """A decision on the last item of a thing, made on what it is now unless `version` says otherwise."""
    item = ReviewItem.objects.filter(key=key_of(thing)).order_by("-pk").first()
    return actions.decide(item, thing, decision, by=by, **{"version": item.version, **details})
