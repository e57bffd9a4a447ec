from moderation.models.flag import Flag
from moderation.models.handling import Forbidden, Handling, HandlingText
from moderation.models.word import WatchedWord

__all__ = ["Flag", "Forbidden", "Handling", "HandlingText", "WatchedWord"]
