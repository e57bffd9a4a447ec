"""How boards and themes are called and stand: for moderators and stewards, and for the keepers of a space."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, rules
from forum.forms.boards import BoardEditForm, OpenBoardForm, ThemeForm
from forum.grouping import grouped
from forum.models import Board, BoardTheme
from forum.views.places import place_of

READS_AND_WRITES = require_http_methods(["GET", "HEAD", "POST"])
STEPS = {"up": -1, "down": 1}


@require_safe
def arrange(request):
    """All boards that this person keeps, by theme and space, each with the ways to change it."""
    boards = Board.objects.visible_to(request.user).with_texts().order_by("position", "pk")
    kept = [{"board": board} for board in boards if rules.can_edit_board(request.user, board)]
    arranges = rules.can_arrange(request.user)
    not_found_unless(kept or arranges)
    themes = list(BoardTheme.objects.in_order()) if arranges else []
    return render(
        request,
        "forum/arrange.html",
        {
            "groups": grouped(kept, themes),
            "themes": themes,
            "arranges": arranges,
            "makes": rules.can_make_open_board(request.user),
        },
    )


@READS_AND_WRITES
def open_board_new(request):
    """A steward adds a board outside of spaces."""
    not_found_unless(rules.can_make_open_board(request.user))
    form = OpenBoardForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            board = actions.add_open_board(by=request.user, **form.said)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The board is there. Who posts, languages and moderators are set here."))
            return redirect("board_edit", board.ref)
    return render(request, "forum/open_board_new.html", {"form": form})


@READS_AND_WRITES
def board_edit(request, ref):
    board = _kept(request, ref)
    form = BoardEditForm(_sent(request), board=board)
    if request.method == "POST" and form.is_valid():
        actions.edit_board(board, by=request.user, **form.said)
        messages.success(request, _("The board is changed."))
        return redirect(board)
    return render(request, "forum/board_edit.html", {**place_of(board, request.user), "form": form})


@require_POST
def board_shift(request, ref):
    board = _kept(request, ref)
    actions.shift_board(board, by=request.user, step=_step(request))
    return redirect("arrange")


@require_POST
def board_archive(request, ref):
    """Archive the board, or open it again."""
    board = _kept(request, ref)
    if request.POST.get("open"):
        actions.reopen_board(board, by=request.user)
        messages.success(request, _("The board is open again."))
    else:
        actions.archive_board(board, by=request.user)
        messages.success(request, _("The board is archived: it is read, and nothing is added."))
    return redirect("board_edit", board.ref)


@READS_AND_WRITES
def theme_new(request):
    not_found_unless(rules.can_arrange(request.user))
    form = ThemeForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        actions.add_theme(by=request.user, titles=form.titles, once=form.cleaned_data["once"])
        messages.success(request, _("The theme is added. Boards come under it on their own page."))
        return redirect("arrange")
    return render(request, "forum/theme_edit.html", {"form": form, "theme": None})


@READS_AND_WRITES
def theme_edit(request, ref):
    theme = _theme(request, ref)
    form = ThemeForm(_sent(request), known={text.language: (text.title, "") for text in theme.texts.all()})
    if request.method == "POST" and form.is_valid():
        actions.rename_theme(theme, by=request.user, titles=form.titles)
        messages.success(request, _("The theme is changed."))
        return redirect("arrange")
    return render(request, "forum/theme_edit.html", {"form": form, "theme": theme})


@require_POST
def theme_shift(request, ref):
    actions.shift_theme(_theme(request, ref), by=request.user, step=_step(request))
    return redirect("arrange")


@require_POST
def theme_remove(request, ref):
    actions.remove_theme(_theme(request, ref), by=request.user)
    messages.success(request, _("The theme is removed; its boards stay."))
    return redirect("arrange")


def _sent(request):
    return request.POST if request.method == "POST" else None


def _step(request):
    step = STEPS.get(request.POST.get("to"))
    not_found_unless(step)
    return step


def _kept(request, ref):
    boards = Board.objects.visible_to(request.user).with_texts().select_related("theme")
    board = get_object_or_404(boards, ref=ref)
    not_found_unless(rules.can_edit_board(request.user, board))
    return board


def _theme(request, ref):
    not_found_unless(rules.can_arrange(request.user))
    return get_object_or_404(BoardTheme.objects.prefetch_related("texts"), ref=ref)
