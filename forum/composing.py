"""The empty form below a topic, drawn once for all to whom it is the same; each gets words of their own in it."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import stencil
from core.forms import new_once
from core.kept import Kept
from core.templatetags.fora import audience_words
from forum.forms import ReplyForm
from forum.unsent import word_for

MOST_BYTES = 2 * 1024 * 1024
_forms = Kept(MOST_BYTES)


def reply_form(topic, user, readers, token):
    """The HTML of an empty reply to a topic. readers: how many will read it, as the form says; token: this reader's,
    against forgery."""
    board = topic.board
    # All that the form says of its board and its writer.
    facts = (get_language(), user.language, board.audience_id, *audience_words(board.audience).values(), readers)
    form = _forms.get(facts)
    if form is None:
        form = _drawn(board, user)
        _forms.put(facts, form, form.size)
    return form.filled(
        frozenset(),
        token=token,
        once=new_once(),
        writer=word_for(user),
        action=reverse("topic_reply", args=[topic.ref]),
    )


def _drawn(board, user):
    own = {name: stencil.mark("open", name) for name in ("once", "writer", "action", "token")}
    given = {
        "form": ReplyForm(initial={"writer": own["writer"], "once": own["once"], "language": user.language}),
        "action": own["action"],
        "csrf_token": own["token"],
        "board": board,
        "written_by": user,
        "send": _("Post reply"),
    }
    return stencil.cut(render_to_string("forum/composer.html", given))
