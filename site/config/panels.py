"""What of the machines stands on an operator's first page."""

from config.operating import problems
from core.panels import panel
from members.rules import can_operate


@panel("home_rail", order=15)
def for_operators(request, subject):
    """Whether anything ails, and the way to what waits."""
    if not can_operate(request.user):
        return None
    ailing, given_up = problems()
    return "operations_panel.html", {"ailing": ailing, "given_up": given_up}
