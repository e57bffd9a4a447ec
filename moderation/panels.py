"""What moderation adds to other rooms' pages."""

from core.panels import panel
from core.things import key_of
from moderation.models import Hold
from moderation.querysets.review import counts_for
from moderation.rules import can_hold, keeps_holds


@panel("home_rail", order=20)
def waiting_for_you(request, subject):
    """How much waits for a decision of this reader; whoever has the role is told that nothing does, too."""
    counts = counts_for(request.user)
    is_shown = counts["waiting"] or "moderator" in request.user.roles
    return ("moderation/waiting_panel.html", counts) if is_shown else None


@panel("home_rail", order=21)
def the_holds(request, subject):
    """The way to what is kept. How much that is says nothing: some of it stands where this steward does not read."""
    return ("moderation/holds_panel.html", {}) if keeps_holds(request.user) else None


@panel("topic", order=90)
def hold_on_topic(request, topic):
    return _hold(request, topic)


@panel("file", order=90)
def hold_on_file(request, file):
    return _hold(request, file) if can_hold(request.user, file) else None


@panel("profile", order=91)
def hold_on_person(request, person):
    return _hold(request, person)


@panel("space_rail", order=90)
def hold_on_space(request, space):
    return _hold(request, space)


def _hold(request, thing):
    """For stewards: whether a hold is on it, and the way to set or lift one."""
    if not keeps_holds(request.user):
        return None
    key = key_of(thing)
    return "moderation/hold_panel.html", {"key": key, "is_on_hold": Hold.objects.on([key]).exists()}
