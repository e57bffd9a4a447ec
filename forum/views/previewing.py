"""A text as others will see it, before it is sent."""

from functools import partial

from django.shortcuts import render
from django.views.decorators.http import require_POST

from core import things
from core.gate import MEMBERS, is_member
from core.limits import allow
from core.markup import fill
from core.markup import render as render_markup
from core.views import not_found_unless
from forum import drafts, rules
from forum.actions.referring import referring
from forum.forms import ReplyForm
from forum.models import Board
from forum.references import with_mentions

PREVIEWS_A_MINUTE = 60
ON_A_BOARD = {"board", "topic", "post"}  # kinds of places, as `forum.drafts` names them

among_members = partial(with_mentions, audience_key=MEMBERS)


@require_POST
def preview(request):
    """For the script: a text as readers would see it where it is written, and nothing around it."""
    not_found_unless(is_member(request.user))
    if not allow("preview", request.user.ref, PREVIEWS_A_MINUTE, 60):
        return render(request, "errors/429.html", status=429)
    form = ReplyForm(request.POST)
    html = previewed(form, request.user, _kept_in(request.POST.get("place", ""), request.user))
    return render(request, "forum/preview.html", {"form": form, "html": html})


def previewed(form, user, as_kept):
    """The HTML of a bound form's text, or None while there is something wrong with it. as_kept(body): the text as it
    is kept once it is sent, with whom it names written out."""
    form.full_clean()
    body = form.cleaned_data.get("body")
    return fill([render_markup(as_kept(body)).html], user)[0] if body else None


def _kept_in(place, user):
    """How a text is kept that is written for a place, the key of its drafts; of one that this person does not see, as
    what all members read."""
    kind = drafts.kind_of_place(place)
    if kind == "translation":
        return str
    row = things.resolve([place], user).get(place) if kind in ON_A_BOARD else None
    if row is None:
        return among_members
    return partial(referring, board=row if isinstance(row, Board) else rules.board_of(row))
