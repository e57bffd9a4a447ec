"""What keeps talk safe, as tables: reports, the queue of what waits for moderators, what they say, labels, words."""

from moderation.models.flag import Flag
from moderation.models.handling import Forbidden, Handling, HandlingText
from moderation.models.hold import Deletion, Erased, Hold
from moderation.models.reply import ReplyTemplate, ReplyText
from moderation.models.review import ReviewEvent, ReviewItem
from moderation.models.word import WatchedWord

__all__ = [
    "Deletion",
    "Erased",
    "Flag",
    "Forbidden",
    "Handling",
    "HandlingText",
    "Hold",
    "ReplyTemplate",
    "ReplyText",
    "ReviewEvent",
    "ReviewItem",
    "WatchedWord",
]
