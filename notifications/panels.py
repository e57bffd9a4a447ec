"""On the page of what can be followed: how much one wants to hear of it."""

from core.gate import is_member
from core.panels import panel
from core.things import key_of
from notifications.following import row_for
from notifications.models import Follow


@panel("topic", order=60)
@panel("board", order=60)
@panel("concept_rail", order=60)
@panel("space_rail", order=60)
def how_much(request, thing):
    if not is_member(request.user):
        return None
    key = key_of(thing)
    level, why = row_for(request.user, key) or (Follow.NORMAL, "")
    levels = [
        {"level": each, "label": label, "meaning": Follow.MEANINGS[each], "is_current": each == level}
        for each, label in Follow.LEVELS
    ]
    return "notifications/follow_panel.html", {"key": key, "levels": levels, "why": dict(Follow.REASONS).get(why, "")}
