"""What the forum adds to other rooms' pages."""

from django.utils.translation import get_language

from core.gate import PUBLIC
from core.panels import panel
from core.things import key_of
from forum.models import Board, Topic
from forum.reading import board_rows
from search.finder import Wish, find

MOST = 6


@panel("home", order=10)
def new_since_last_visit(request, subject):
    """Topics with posts that one has not seen."""
    unread = _topics(request.user).unread_by(request.user)
    topics = unread.for_listing(request.user).order_by("-bumped_at", "-id")[:MOST]
    return "forum/new_panel.html", {"topics": topics}


@panel("home", order=20)
def waiting_for_an_answer(request, subject):
    """Questions of others without an answer, the newest first."""
    waiting = _topics(request.user).unanswered().exclude(author=request.user)
    topics = list(waiting.for_listing(request.user).order_by("-created_at", "-id")[:MOST])
    return ("forum/waiting_panel.html", {"topics": topics}) if topics else None


@panel("space", order=10)
def boards_of_a_space(request, space):
    """The space's boards, for those inside."""
    boards = Board.objects.visible_to(request.user).filter(audience_id=space.audience_id)
    return "forum/boards_panel.html", {"rows": board_rows(boards, request.user)}


@panel("welcome", order=30)
def open_to_everybody(request, subject):
    """What was last asked on public boards."""
    topics = list(
        _topics(request.user).filter(audience_id=PUBLIC).for_listing(request.user).order_by("-bumped_at")[:MOST]
    )
    return ("forum/open_panel.html", {"topics": topics}) if topics else None


@panel("topic", order=10)
def on_the_same_subject(request, topic):
    """Lessons and topics that share a concept with this one, as far as the reader may see them."""
    concepts = tuple(key_of(concept) for concept in topic.concepts.all())
    if not concepts:
        return None
    wish = Wish(kinds=("lesson", "topic"), concepts=concepts, sort="date")
    found = find(wish, user=request.user, language=get_language(), size=MOST, titles_only=True)
    hits = [hit for hit in found.hits if hit.key != key_of(topic)][: MOST - 1]
    return ("forum/subject_panel.html", {"hits": hits}) if hits else None


def _topics(user):
    return Topic.objects.visible_to(user).standing().with_place()
