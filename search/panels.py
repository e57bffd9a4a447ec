from django.utils.translation import get_language

from core.panels import panel
from core.things import key_of
from search.addresses import address
from search.finder import Wish, find

MOST = 10


@panel("concept", order=10)
def tagged_with(request, concept):
    """What is tagged with a concept, as far as the reader may see it: newest first."""
    wish = Wish(concepts=(key_of(concept),), sort="date")
    found = find(wish, user=request.user, language=get_language(), size=MOST)
    return "search/tagged_panel.html", {"found": found, "address": address(wish)}
