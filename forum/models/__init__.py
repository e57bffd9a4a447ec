from forum.models.asking import Applies, Asked
from forum.models.board import Board, BoardText
from forum.models.conversation import Conversation, Message, Participant
from forum.models.draft import Draft
from forum.models.lifting import Lifting
from forum.models.mark import Bookmark, Signal
from forum.models.moving import Move, PostStub, TopicStub
from forum.models.poll import Ballot, Poll, PollChoice
from forum.models.post import Mention, Post, PostOrigin, Quote, Revision
from forum.models.reading import ReadMark, Unsent
from forum.models.theme import BoardTheme, ThemeText
from forum.models.topic import Topic, TopicOrigin
from forum.models.translation import PostTranslation, TranslationVersion

__all__ = [
    "Applies",
    "Asked",
    "Ballot",
    "Board",
    "BoardText",
    "BoardTheme",
    "Bookmark",
    "Conversation",
    "Draft",
    "Lifting",
    "Mention",
    "Message",
    "Move",
    "Participant",
    "Poll",
    "PollChoice",
    "Post",
    "PostOrigin",
    "PostStub",
    "PostTranslation",
    "Quote",
    "ReadMark",
    "Revision",
    "Signal",
    "ThemeText",
    "Topic",
    "TopicOrigin",
    "TopicStub",
    "TranslationVersion",
    "Unsent",
]
