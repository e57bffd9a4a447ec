"""Boards, and the topics of one."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.collation import sort_key
from core.gate import is_member
from core.opened import note_opened, note_shown
from core.paging import SIZE, first_page, page_by_key
from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, rules
from forum.asked import ORDER, board_named, chosen, counts_in, in_a_list, listed, newest_in
from forum.forms import BoardForm
from forum.models import Board
from forum.reading import board_rows
from forum.views.places import place_of
from members.models import Space

SHOWN = ("all", "unread", "unanswered")


@require_safe
def board_list(request):
    """All boards that the reader sees, in order: those of everybody, then those of each space."""
    rows = board_rows(Board.objects.visible_to(request.user), request.user)
    note_shown({row["board"].audience_id for row in rows}, by=request.user, part="boards")
    return render(
        request,
        "forum/board_list.html",
        {
            "groups": _by_space(rows),
            "unread": sum(row["board"].unread_count for row in rows),
            "now": timezone.now().isoformat(),
        },
    )


@require_safe
def topic_list(request, ref):
    """The topics of a board: pinned first, then by their last post."""
    board = board_named(ref, request.user)
    not_found_unless(board)
    note_opened(board, by=request.user)
    shown = request.GET.get("show") if request.GET.get("show") in SHOWN else "all"
    page = _page(board, shown, request)
    return render(
        request,
        "forum/topic_list.html",
        {
            **place_of(board, request.user),
            "page": replace(page, rows=listed([topic.pk for topic in page], request.user)),
            "shown": shown,
            "filters": _filters(board, shown, request.user),
            "can_start_topic": rules.can_start_topic(request.user, board),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def board_new(request, ref):
    """A keeper adds a board to the space."""
    space = get_object_or_404(Space.objects.kept_by(request.user).select_related("audience"), ref=ref)
    not_found_unless(rules.can_create_board(request.user, space.audience) and not space.archived_at)
    form = BoardForm(request.POST or None, initial={"language": space.language})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.add_board(space, by=request.user, **form.cleaned_data))
        except Refusal as refusal:
            form.add_error("title", refusal.message)
    return render(request, "forum/board_new.html", {"space": space, "form": form})


@require_POST
def catch_up(request):
    """Count everything as read that was there when the page was made."""
    not_found_unless(is_member(request.user))
    actions.catch_up(by=request.user, until=_moment(request.POST.get("until", "")))
    messages.success(request, _("Everything in the forum counts as read now."))
    return redirect("forum")


def _page(board, shown, request):
    """A page of the board's topics by their keys alone; the first, which most ask for, by a prepared query."""
    after, before = request.GET.get("after"), request.GET.get("before")
    if not (after or before):
        return first_page(newest_in(board, shown, request.user, SIZE + 1), order=ORDER)
    topics = in_a_list(chosen(shown, request.user).filter(board=board))
    return page_by_key(topics, after, before, order=ORDER)


def _filters(board, shown, user):
    """The choices beside the list, each with how many topics it holds."""
    labels = {"all": _("All"), "unread": _("Unread"), "unanswered": _("Unanswered")}
    offered = [name for name in SHOWN if name != "unread" or is_member(user)]
    return [
        {"name": name, "label": labels[name], "count": counts_in(board, name, user), "is_current": name == shown}
        for name in offered
    ]


def _by_space(rows):
    """[(space or None, rows)]: boards outside of spaces first, then each space's together."""
    groups = {}
    for row in rows:
        space = row["board"].space
        groups.setdefault(space.pk if space else 0, (space, []))[1].append(row)
    return sorted(
        groups.values(), key=lambda group: (group[0] is not None, sort_key(group[0].name) if group[0] else "")
    )


def _moment(word):
    """The moment that the page was made; now, where the word is no moment."""
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        return timezone.now()
    return moment if timezone.is_aware(moment) and 1 < moment.year < 9999 else timezone.now()
