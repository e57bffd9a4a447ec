"""What files add to other rooms' pages: those that wait for a moderator."""

from core.panels import panel
from files.reviewing import to_decide_by


@panel("reports", order=10)
def files_to_decide(request, subject):
    rows = to_decide_by(request.user)
    return ("files/decide_panel.html", {"rows": rows}) if rows else None


@panel("home_rail", order=21)
def files_waiting(request, subject):
    """How many files wait for a decision of this person; nothing for who has none."""
    waiting = len(to_decide_by(request.user))
    return ("files/waiting_panel.html", {"waiting": waiting}) if waiting else None
