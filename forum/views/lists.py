"""Lists of topics across all boards, and counting what stands in a list as read."""

from dataclasses import replace
from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from core.gate import is_member
from core.opened import note_shown
from core.paging import SIZE, first_page, page_by_key
from core.views import not_found_unless
from forum import actions
from forum.asked import board_named, chosen, chosen_of_all, first_of_all, in_a_list, listed, order_of
from forum.models import Topic

LISTS = {
    "new": gettext_lazy("New"),
    "unread": gettext_lazy("Unread"),
    "unanswered": gettext_lazy("Unanswered"),
    "mine": gettext_lazy("Mine"),
    "followed": gettext_lazy("Followed"),
}
OF_VISITORS = ("new", "unanswered")
# Why a list is empty.
EMPTY = {
    "new": gettext_lazy("You have opened every topic there is."),
    "unread": gettext_lazy("You have read everything."),
    "unanswered": gettext_lazy("Every question has an answer."),
    "mine": gettext_lazy("You have not asked or answered anything yet."),
    "followed": gettext_lazy(
        "You follow nothing yet. On the page of a topic or board you choose how much you hear of it."
    ),
}


@require_safe
def topics_across(request):
    """One list across all boards that the reader sees."""
    shown = _asked_for(request.GET.get("show"), request.user)
    page = _page(shown, request)
    rows = listed([topic.pk for topic in page], request.user)
    note_shown({topic.audience_id for topic in rows}, by=request.user, part="lists")
    return render(
        request,
        "forum/topics.html",
        {
            "page": replace(page, rows=rows),
            "shown": shown,
            "empty": EMPTY[shown] if is_member(request.user) or shown != "new" else _("Nobody has asked anything yet."),
            "tabs": tabs(request.user, shown),
            "holds_new": any(topic.new_count for topic in rows),
            "now": timezone.now().isoformat(),
        },
    )


@require_POST
def topics_read(request):
    """Count what a list holds as read, as far as it was there when the page was made."""
    not_found_unless(is_member(request.user))
    shown = _asked_for(request.POST.get("show"), request.user)
    until = moment_of(request)
    if shown == "unread":
        actions.catch_up(by=request.user, until=until)
    else:
        actions.catch_up_in(chosen(shown, request.user), by=request.user, until=until)
    messages.success(request, _("Everything in this list counts as read now."))
    return redirect(_address(shown))


@require_POST
def catch_up(request):
    """Count everything as read that was there when the page was made."""
    not_found_unless(is_member(request.user))
    actions.catch_up(by=request.user, until=moment_of(request))
    messages.success(request, _("Everything in the forum counts as read now."))
    return redirect("forum")


@require_POST
def board_read(request, ref):
    """Count what stands on a board as read, as far as it was there when the page was made."""
    board = board_named(ref, request.user)
    not_found_unless(board and is_member(request.user))
    actions.catch_up_in(Topic.objects.filter(board=board), by=request.user, until=moment_of(request))
    messages.success(request, _("Everything on this board counts as read now."))
    return redirect(board)


def tabs(user, shown=""):
    """[(label, address, is current)] of the boards and of the lists that this reader has; shown: one of LISTS, or
    "bookmarks"."""
    names = LISTS if is_member(user) else OF_VISITORS
    lists = [(LISTS[name], _address(name), name == shown) for name in names]
    own = [(_("Bookmarks"), reverse("bookmarks"), shown == "bookmarks")] if is_member(user) else []
    return [(_("Boards"), reverse("forum"), not shown), *lists, *own]


def moment_of(request):
    """The moment that the page was made; now, where the word is no moment."""
    try:
        moment = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return timezone.now()
    return moment if timezone.is_aware(moment) and 1 < moment.year < 9999 else timezone.now()


def _asked_for(name, user):
    return name if name in (LISTS if is_member(user) else OF_VISITORS) else "new"


def _address(shown):
    return f"{reverse('forum_topics')}?show={shown}"


def _page(shown, request):
    """A page of a list by its topics' keys alone; the first, which most ask for, by a prepared query."""
    after, before = request.GET.get("after"), request.GET.get("before")
    if not (after or before):
        return first_page(first_of_all(shown, request.user, SIZE + 1), order=order_of(shown))
    return page_by_key(in_a_list(chosen_of_all(shown, request.user)), after, before, order=order_of(shown))
