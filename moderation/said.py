"""What was decided on a thing, as its author reads it: what, when, and the words; never who, nor for which report."""

from django.db.models import Q

from moderation.decisions import in_words
from moderation.models import ReviewEvent

TOLD = ("approve", "edit", "restore", "hide", "reject", "asked", "hidden")
SAYS_SOMETHING = ~Q(reply={}) | ~Q(words="")


def said_to_author(keys):
    """[{event, words}] the newest first, in one query: what authors are told, and whatever has words for them."""
    told = ReviewEvent.objects.filter(Q(what__in=TOLD) | SAYS_SOMETHING, item__key__in=keys)
    return [{"event": event, "words": in_words(event.what)} for event in told.order_by("-at", "-id")]
