"""Boards, and the topics of one."""

from dataclasses import replace

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.gate import is_member
from core.opened import note_opened, note_shown
from core.paging import SIZE, first_page, page_by_key
from core.panels import panels_for
from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, rules
from forum.asked import SORTED, board_named, chosen, counted_in, first_in, in_a_list, listed
from forum.forms import BoardForm
from forum.grouping import grouped
from forum.models import Board
from forum.reading import board_rows
from forum.views.lists import tabs
from forum.views.places import place_of
from members.models import Space

SHOWN = ("all", "unread", "unanswered")


@require_safe
def board_list(request):
    """All boards that the reader sees, in order: those outside of spaces by theme, then each space's."""
    rows = board_rows(Board.objects.visible_to(request.user), request.user)
    note_shown({row["board"].audience_id for row in rows}, by=request.user, part="boards")
    return render(
        request,
        "forum/board_list.html",
        {
            "groups": grouped(rows),
            "tabs": tabs(request.user),
            "arranges": rules.can_arrange(request.user),
            "unread": sum(row["board"].unread_count for row in rows),
            "now": timezone.now().isoformat(),
        },
    )


@require_safe
def topic_list(request, ref):
    """The topics of a board: pinned first, then as they are sorted."""
    board = board_named(ref, request.user)
    not_found_unless(board)
    note_opened(board, by=request.user)
    shown, sort = _one_of(SHOWN, request.GET.get("show")), _one_of(SORTED, request.GET.get("sort"))
    page = _page(board, shown, sort, request)
    rows = listed([topic.pk for topic in page], request.user)
    return render(
        request,
        "forum/topic_list.html",
        {
            **place_of(board, request.user),
            "page": replace(page, rows=rows),
            "shown": shown,
            "query": _query(shown, sort),
            "filters": _filters(board, shown, sort, request.user),
            "sorts": _sorts(shown, sort),
            "holds_new": any(topic.new_count for topic in rows),
            "now": timezone.now().isoformat(),
            "can_start_topic": rules.can_start_topic(request.user, board),
            "can_edit_board": rules.can_edit_board(request.user, board),
            "panels": panels_for(request, "board", board),
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


def _one_of(names, asked):
    """The name that was asked for, or the first there is."""
    return asked if asked in names else next(iter(names))


def _page(board, shown, sort, request):
    """A page of the board's topics by their keys alone; the first, which most ask for, by a prepared query."""
    after, before = request.GET.get("after"), request.GET.get("before")
    if not (after or before):
        return first_page(first_in(board, shown, request.user, SIZE + 1, sort), order=SORTED[sort])
    topics = in_a_list(chosen(shown, request.user).filter(board=board))
    return page_by_key(topics, after, before, order=SORTED[sort])


def _query(shown, sort):
    """What an address of the list says beside the page, as links go on with it."""
    said = {"show": shown, "sort": "" if sort == "activity" else sort}
    return "".join(f"{name}={value}&" for name, value in said.items() if value)


def _filters(board, shown, sort, user):
    """The choices beside the list, each with how many topics it holds."""
    labels = {"all": _("All"), "unread": _("Unread"), "unanswered": _("Unanswered")}
    offered = [name for name in SHOWN if name != "unread" or is_member(user)]
    counted = {name: counted_in(board, name, user) for name in offered}
    return [
        {
            "query": _query(name, sort),
            "label": labels[name],
            "count": count,
            "has_more": has_more,
            "is_current": name == shown,
        }
        for name, (count, has_more) in counted.items()
    ]


def _sorts(shown, sort):
    """[(label, what its address asks for, is current)]."""
    labels = {"activity": _("Latest activity"), "newest": _("Newest topics"), "answers": _("Most replies")}
    return [(label, _query(shown, name), name == sort) for name, label in labels.items()]
