from django.utils.translation import get_language

from core.panels import panel
from core.things import key_of
from members.models import Space
from search.finder import Wish, find


@panel("home_rail", order=10)
def your_spaces(request, subject):
    """The spaces one is in."""
    spaces = Space.objects.held_by(request.user).in_order()
    return "members/spaces_panel.html", {"spaces": spaces}


@panel("profile", order=10)
def contributions(request, person):
    """What this person has published and posted, as far as the reader may see it: newest first."""
    wish = Wish(kinds=("lesson", "topic", "post"), author=key_of(person), sort="date")
    return "members/contributions_panel.html", {"found": find(wish, user=request.user, language=get_language())}
