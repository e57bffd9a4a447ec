from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import things
from core.gate import is_member
from core.paging import page_by_key
from core.views import not_found_unless
from notifications import actions
from notifications.models import Notice
from notifications.querysets import standing_for
from notifications.registry import known


@require_safe
def notice_list(request):
    """The bell's page: newest first, without what the reader may no longer see."""
    not_found_unless(is_member(request.user))
    notices = Notice.objects.still_shown_to(request.user)
    page = page_by_key(notices, request.GET.get("after"), request.GET.get("before"), order=["-created_at", "-ref"])
    rows = [_row(notice, thing, actor) for notice, thing, actor in standing_for(page, request.user)]
    return render(request, "notifications/notice_list.html", {"page": page, "rows": rows})


@require_POST
def notices_read(request):
    not_found_unless(is_member(request.user))
    actions.mark_read(by=request.user)
    return redirect("notices")


def _row(notice, thing, actor):
    kind, shown = known(notice.kind), things.kind_of_row(thing)
    names = {"actor": things.kind_of_row(actor).title(actor) if actor else _("Somebody"), "title": shown.title(thing)}
    names = {name: isolated(text) for name, text in names.items()}
    return {"notice": notice, "url": shown.url(thing), "said": kind.sentence % names if kind else names["title"]}


def isolated(text):
    """A name inside a sentence of another direction of writing: neither turns the other's marks round."""
    return f"\u2068{text}\u2069"
