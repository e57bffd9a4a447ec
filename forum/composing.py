"""The form below a topic. An empty one is drawn once for all to whom it is the same; each fills in their own words."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import stencil
from core.forms import new_once
from core.kept import Kept
from core.templatetags.fora import audience_words
from core.things import key_of
from forum.asked import draft_at
from forum.drafts import files_in, initial_of
from forum.forms import ReplyForm
from forum.labels import label_for
from forum.unsent import word_for

MOST_BYTES = 2 * 1024 * 1024
_forms = Kept(MOST_BYTES)


def reply_form(topic, user, readers, token):
    """The HTML of a reply to a topic, empty or with this reader's draft in it. readers: how many will read it, as the
    form says; token: this reader's, against forgery."""
    board, draft = topic.board, draft_at(key_of(topic), user)
    if draft is not None:
        return _with_draft(topic, user, draft, token)
    # All that the form says of its board and its writer.
    label = label_for(board, topic.label_key)
    who = (board.audience_id, board.posting, *audience_words(board.audience).values(), readers)
    facts = (get_language(), user.language, label, *who)
    form = _forms.get(facts)
    if form is None:
        form = _drawn(board, user, label)
        _forms.put(facts, form, form.size)
    return form.filled(
        frozenset(),
        token=token,
        once=new_once(),
        writer=word_for(user),
        action=reverse("topic_reply", args=[topic.ref]),
        place=key_of(topic),
    )


def _with_draft(topic, user, draft, token):
    own = {"language": user.language, "handling": label_for(topic.board, topic.label_key)}
    initial = {**own, **initial_of(draft), "writer": word_for(user), "once": new_once()}
    own = {"action": reverse("topic_reply", args=[topic.ref]), "place": key_of(topic), "csrf_token": token}
    return _rendered(ReplyForm(initial=initial), topic.board, user, own, draft, files_in(draft, user))


def _drawn(board, user, label):
    own = {name: stencil.mark("open", name) for name in ("once", "writer", "action", "token", "place")}
    form = ReplyForm(
        initial={"writer": own["writer"], "once": own["once"], "language": user.language, "handling": label}
    )
    return stencil.cut(_rendered(form, board, user, {**own, "csrf_token": own["token"]}))


def _rendered(form, board, user, own, draft=None, files=()):
    given = {"form": form, "board": board, "written_by": user, "send": _("Post reply"), "draft": draft, "files": files}
    return render_to_string("forum/composer.html", {**given, **own})
