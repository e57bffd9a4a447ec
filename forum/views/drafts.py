"""Drafts: kept while one writes, found again, thrown away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.gate import is_member
from core.limits import allow
from core.paging import page_by_key
from core.refusals import Refusal
from core.views import not_found_unless
from forum import actions, drafts
from forum.models import Draft

SAVES_A_MINUTE = 30


@require_safe
def draft_list(request):
    """What one has written and not sent, the newest first."""
    not_found_unless(is_member(request.user))
    mine = Draft.objects.visible_to(request.user)
    page = page_by_key(mine, request.GET.get("after"), request.GET.get("before"), order=["-at", "-ref"])
    rows = drafts.shown(page.rows, request.user)
    return render(request, "forum/draft_list.html", {"page": page, "rows": rows})


@require_POST
def draft_save(request):
    """For the script: keep what is typed by now. Nothing is said of the place, not even whether there is one."""
    not_found_unless(is_member(request.user) and drafts.is_place(request.POST.get("place", ""), request.user))
    if not allow("draft", request.user.ref, SAVES_A_MINUTE, 60):
        return HttpResponse(status=429)
    try:
        once = request.POST.get("once", "")
        draft = drafts.keep(request.POST, request.POST["place"], by=request.user, once=once)
    except Refusal:
        return HttpResponse(status=422)
    return HttpResponse(status=204, headers=_told(draft))


@require_POST
def draft_throw_away(request):
    """From the list, or from the form that it was restored into: then one goes on there, with an empty one."""
    place = request.POST.get("place", "")
    not_found_unless(is_member(request.user) and drafts.is_place(place, request.user))
    actions.throw_away_draft(place, by=request.user)
    messages.success(request, _("The draft is thrown away."))
    return redirect(drafts.address_of(place) if "back" in request.POST else "drafts")


def _told(draft):
    """What the script puts into the form: which version this is now, and whether another text stands beside it."""
    if draft is None:
        return {}
    return {"Draft-Version": draft.version, "Draft-Other": "yes" if draft.other else "no"}
