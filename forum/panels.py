"""What the forum adds to other rooms' pages."""

from django.db.models import DateTimeField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from core.gate import MEMBERS, PUBLIC, audiences_of
from core.kept import Kept
from core.panels import panel
from core.prepared import Prepared
from core.things import key_of, kind_of, resolve
from forum.applying import said_to_apply
from forum.asked import listed, unanswered_for, unread_for
from forum.asked.lists import BY_ACTIVITY
from forum.asking import asked_in
from forum.models import Board, Lifting, Topic
from forum.moderated import rights_of
from forum.reading import board_rows
from forum.rules import can_moderate, can_say_applies
from members.rules import can_keep
from search.finder import Wish, keys_in_index

MOST = 6
FIRST_BOARDS = 3
# What is on a subject changes slowly, and the database is asked each time who may see it.
BYTES_OF_AN_ANSWER = 2000
_found = Kept(4 * 1024 * 1024, seconds=60)


@panel("home", order=10)
def new_since_last_visit(request, subject):
    """Topics with posts that one has not seen."""
    return "forum/new_panel.html", {"topics": listed(unread_for(request.user, MOST), request.user)}


@panel("home", order=20)
def waiting_for_an_answer(request, subject):
    """Questions of others without an answer, the newest first."""
    topics = listed(unanswered_for(request.user, MOST), request.user)
    return ("forum/waiting_panel.html", {"topics": topics}) if topics else None


@panel("space", order=10)
def new_in_a_space(request, space):
    """The topics last written in, those with posts that the reader has not seen first."""
    topics = Topic.objects.visible_to(request.user).filter(audience_id=space.audience_id)
    newest = topics.order_by(*BY_ACTIVITY).values_list("pk", flat=True)
    unread = list(newest.unread_by(request.user)[:MOST])
    rest = newest.exclude(pk__in=unread)[: MOST - len(unread)]
    return "forum/space_panel.html", {"topics": listed([*unread, *rest], request.user)}


@panel("space", order=20)
def boards_of_a_space(request, space):
    """The space's boards, for those inside."""
    boards = Board.objects.visible_to(request.user).filter(audience_id=space.audience_id)
    add_url = reverse("board_new", args=[space.ref]) if can_keep(request.user, space) and not space.archived_at else ""
    return "forum/boards_panel.html", {"rows": board_rows(boards, request.user), "add_url": add_url}


@panel("welcome", order=30)
def open_to_everybody(request, subject):
    """What was last asked on public boards."""
    newest = Topic.objects.visible_to(request.user).standing().filter(audience_id=PUBLIC)
    topics = listed(newest.order_by(*BY_ACTIVITY).values_list("pk", flat=True)[:MOST], request.user)
    return ("forum/open_panel.html", {"topics": topics}) if topics else None


@panel("topic", order=5)
def asked_to_answer(request, topic):
    """For who is asked to answer, by whom and why; for who started the topic, who was asked and has answered."""
    rows = asked_in(topic, request.user)
    return ("forum/asked_panel.html", {"rows": rows}) if rows else None


@panel("topic", order=10)
def on_the_same_subject(request, topic):
    """What members say applies here, with who said so; then lessons and topics that share a concept with this one. As
    far as the reader may see them."""
    said = said_to_apply(topic)
    concepts = tuple(key_of(concept) for concept in topic.subjects)
    keys = [key for key in _on_concepts(concepts, request.user) if key != key_of(topic)] if concepts else []
    rows = resolve([*said, *keys], request.user, to_name=True)
    applies = [{**_named(key, rows[key]), "key": key, "said": said[key]} for key in said if key in rows]
    related = [{**_named(key, rows[key]), "key": key} for key in keys if key in rows and key not in said][: MOST - 1]
    shown = {
        "topic": topic,
        "applies": applies,
        "related": related,
        "may_say": can_say_applies(request.user, topic),
        "moderates": can_moderate(request.user, topic.board),
    }
    return ("forum/subject_panel.html", shown) if applies or related else None


@panel("first_steps", order=10)
def boards_to_read_first(request, subject):
    """The first boards that all members read, for somebody who is new."""
    boards = Board.objects.visible_to(request.user).filter(audience_id__in=[PUBLIC, MEMBERS], archived_at=None)
    first = list(boards.with_texts().order_by("position", "pk")[:FIRST_BOARDS])
    return ("forum/first_boards_panel.html", {"boards": first}) if first else None


def _on_concepts(concepts, user):
    """Keys of lessons and topics on these concepts, the newest first, as the index said it within the last minute."""
    asked = (concepts, audiences_of(user), get_language())
    keys = _found.get(asked)
    if keys is None:
        wish = Wish(kinds=("lesson", "topic"), concepts=concepts, sort="date")
        keys = keys_in_index(wish, user=user, language=get_language(), most=2 * MOST)
        _found.put(asked, keys, size=BYTES_OF_AN_ANSWER)
    return keys


def _named(key, row):
    kind = kind_of(key)
    language = kind.title_language(row) if kind.title_language else kind.language(row)
    return {"kind": kind, "url": kind.url(row), "title": kind.title(row), "language": language}


@panel("home_rail", order=22)
@panel("review_queue", order=20)
def names_asked_for(request, subject):
    """How many ask for this person's word to learn who wrote something; nothing for who is not asked."""
    user = request.user
    waiting = len(_asked_of.ask((user.roles, rights_of(user)), user, now=timezone.now()))
    return ("forum/liftings_panel.html", {"waiting": waiting}) if waiting else None


_asked_of = Prepared(
    lambda user, now: Lifting.objects.waiting_for(user, now).values_list("pk", flat=True), now=DateTimeField()
)
