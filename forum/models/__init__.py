from forum.models.board import Board, BoardText
from forum.models.draft import Draft
from forum.models.mark import Bookmark, Signal
from forum.models.post import Mention, Post, PostOrigin, Quote, Revision
from forum.models.reading import ReadMark, Unsent
from forum.models.topic import Topic, TopicOrigin

__all__ = [
    "Board",
    "BoardText",
    "Bookmark",
    "Draft",
    "Mention",
    "Post",
    "PostOrigin",
    "Quote",
    "ReadMark",
    "Revision",
    "Signal",
    "Topic",
    "TopicOrigin",
    "Unsent",
]
