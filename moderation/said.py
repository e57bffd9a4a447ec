"""What was decided on a thing, as its author reads it: what, when, and the words; never who, nor for which report."""

from moderation.decisions import in_words
from moderation.models import ReviewEvent

TOLD = {"approve", "edit", "restore", "hide", "reject", "asked", "hidden"}


def said_to_author(keys):
    """[{event, words}] the newest first, in one query: what authors are told, and whatever has words for them."""
    events = ReviewEvent.objects.filter(item__key__in=keys).order_by("-at", "-id")
    return [{"event": event, "words": in_words(event.what)} for event in events if _is_told(event)]


def _is_told(event):
    return event.what in TOLD or event.says_something
