"""What topics and posts are narrowed by in search: their board, their kind, and whether a question is solved."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.things import key_of
from forum.models import Board, Topic
from notifications.sentences import isolated
from search.narrowing import Meaning, Operator, one_of, register

STATES = {
    "solved": (_("Solved"), "state:solved"),
    "open": (_("Not solved yet"), "state:open"),
    "accepted": (_("Accepted answer"), "state:accepted"),
}


def traits_of(topic):
    """What a topic's document can be narrowed by: its kind; of a question, whether it is solved."""
    kind = f"topic:{topic.kind}"
    if topic.kind != Topic.QUESTION:
        return (kind,)
    return kind, "state:solved" if topic.accepted_id else "state:open"


def traits_of_answer(post):
    """The same of an answer."""
    return ("state:accepted",) if post.topic.accepted_id == post.pk else ()


def boards(user):
    """[(ref, title)] of the boards that this reader sees. A title may be in another language than the page."""
    return [(board.ref, isolated(board.title)) for board in _boards(user)]


def states(user):
    """[(value, label)] of the kinds of topic and of what becomes of questions."""
    return [*Topic.KINDS, *((name, label) for name, (label, _trait) in STATES.items())]


def _boards(user):
    return Board.objects.visible_to(user).with_texts().order_by("position", "pk")


def _board(value, user):
    """One board by its ref, or all of a title, in whatever language."""
    wanted = value.casefold()
    found = [board for board in _boards(user) if wanted in _names(board)]
    return Meaning(found[0].title, trees=tuple(map(key_of, found))) if found else None


def _names(board):
    return {board.ref, *(text.title.casefold() for text in board.texts.all())}


def _is(value, user):
    chosen = one_of(value, states(user))
    if chosen is None:
        return None
    name, label = chosen
    return Meaning(str(label), traits=(STATES[name][1] if name in STATES else f"topic:{name}",))


register(
    Operator(
        name="board",
        word=pgettext_lazy("word before a colon in the search box", "board"),
        label=_("Board"),
        example="…",
        read=_board,
        unknown=_("There is no board “%(value)s” that you can read. It was left out."),
        field="choice",
        choices=boards,
        is_offered=lambda user: Board.objects.visible_to(user).exists(),
    )
)
register(
    Operator(
        name="is",
        word=pgettext_lazy("word before a colon in the search box", "is"),
        label=_("Topics that are"),
        example="solved",
        read=_is,
        unknown=_("No topic is “%(value)s” here: try question, solved or open. It was left out."),
        field="choice",
        choices=states,
    )
)
