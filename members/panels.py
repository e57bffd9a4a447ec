from core.panels import panel
from members.models import Space


@panel("home_rail", order=10)
def your_spaces(request, subject):
    """The spaces one is in."""
    spaces = Space.objects.held_by(request.user).order_by("name", "id")
    return "members/spaces_panel.html", {"spaces": spaces}
