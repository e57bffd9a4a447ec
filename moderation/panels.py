"""What moderation adds to other rooms' pages."""

from core.panels import panel
from moderation.models import Flag
from moderation.querysets import for_review_by


@panel("home_rail", order=20)
def reports_waiting(request, subject):
    """How many things wait for a decision of this reader; whoever has the role is told that none does, too."""
    waiting = len(for_review_by(request.user, Flag.objects.open()))
    is_shown = waiting or "moderator" in request.user.roles
    return ("moderation/waiting_panel.html", {"waiting": waiting}) if is_shown else None
