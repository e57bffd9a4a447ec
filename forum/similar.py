"""What there is already on what somebody is about to ask."""

from django.utils.translation import get_language

from search.finder import Wish, find

KINDS = ("topic", "lesson", "practice")
MOST = 5
FEWEST_LETTERS = 8  # of a title that says anything


def similar_to(title, user):
    """[hits] of topics and lessons that this reader may see, the nearest first."""
    if len(title.strip()) < FEWEST_LETTERS:
        return []
    return find(Wish(typed=title, kinds=KINDS), user=user, language=get_language(), size=MOST).hits
