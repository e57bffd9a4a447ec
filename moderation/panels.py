"""What moderation adds to other rooms' pages."""

from core.panels import panel
from moderation.models import ReviewItem


@panel("home_rail", order=20)
def waiting_for_you(request, subject):
    """How much waits for a decision of this reader; whoever has the role is told that nothing does, too."""
    items = ReviewItem.objects.visible_to(request.user)
    counts = {} if items.query.is_empty() else items.counted_for(request.user)
    is_shown = counts.get("waiting") or "moderator" in request.user.roles
    return ("moderation/waiting_panel.html", counts) if is_shown else None
