from forum.models.board import Board, BoardText
from forum.models.post import Mention, Post, PostOrigin, Quote, Revision
from forum.models.reading import ReadMark, Unsent
from forum.models.topic import Topic, TopicOrigin

__all__ = [
    "Board",
    "BoardText",
    "Mention",
    "Post",
    "PostOrigin",
    "Quote",
    "ReadMark",
    "Revision",
    "Topic",
    "TopicOrigin",
    "Unsent",
]
