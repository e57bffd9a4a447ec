"""Public boards as Atom feeds: what anybody may read, as somebody reads it who is not signed in."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.text import Truncator

from core.deeds import NAME_AUTHOR, SNIPPET, allows
from core.gate import PUBLIC
from core.markup import words
from forum.asked import board_named
from forum.faces import faces_of
from forum.models import Post, Topic

MOST = 20
WORDS = 60  # of each topic's first post


def public_board(ref):
    """The board, or None where not everybody may read it; whoever asks."""
    board = board_named(ref, AnonymousUser())
    return board if board and board.audience_id == PUBLIC else None


def feed_of(board, address):
    """(the Atom document, when something in it last changed) of a public board: its newest topics."""
    topics = list(_newest(board))
    link = settings.BASE_URL + board.get_absolute_url()
    feed = Atom1Feed(
        board.title, link, board.purpose, language=board.language, feed_url=settings.BASE_URL + address, feed_guid=link
    )
    faces = faces_of(topics)
    for topic in topics:
        _add(feed, topic, faces.of(topic))
    return feed.writeString("utf-8"), feed.latest_post_date() if topics else board.created_at


def _newest(board):
    opening = Prefetch("posts", queryset=Post.objects.standing().filter(number=1), to_attr="opening")
    topics = Topic.objects.visible_to(AnonymousUser()).filter(board=board, audience_id=PUBLIC).with_label()
    return topics.prefetch_related(opening).order_by("-created_at", "-ref")[:MOST]


def _add(feed, topic, face):
    link = settings.BASE_URL + topic.get_absolute_url()
    feed.add_item(
        title=topic.title,
        link=link,
        description=_beginning(topic),
        author_name=face.name if allows(topic, NAME_AUTHOR) else None,
        unique_id=link,
        pubdate=topic.created_at,
        updateddate=max([topic.created_at, *(post.edited_at for post in topic.opening if post.edited_at)]),
    )


def _beginning(topic):
    """The first words of its first post, as HTML; nothing where its label keeps them from being shown in pieces."""
    if not allows(topic, SNIPPET):
        return ""
    return escape(Truncator(" ".join(words(post.html) for post in topic.opening)).words(WORDS, truncate=" …"))
