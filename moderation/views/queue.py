"""The queue: a list of what waits, and one decision on several of them."""

from dataclasses import replace
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.gate import is_member
from core.paging import page_by_key
from core.panels import panels_for
from core.refusals import NotAllowed, Refusal
from core.views import not_found_unless
from moderation import actions, refusals
from moderation.forms import BulkForm, QueueFilter
from moderation.forms.deciding import SHOWN
from moderation.models import ReviewItem
from moderation.querysets.review import mine
from moderation.registry import reviewables
from moderation.reviewing import things_of
from moderation.rows import rows_of
from moderation.rules import can_write_replies, watches

SIZE = 25


@require_safe
def review_queue(request):
    """What waits where the reader moderates, the longest waiting first; an empty list for others."""
    not_found_unless(is_member(request.user))
    return _list(request, BulkForm())


@require_safe
def reports(request):
    """Where the queue was when it held reports alone."""
    not_found_unless(is_member(request.user))
    return redirect("review_queue", permanent=True)


@require_POST
def review_bulk(request):
    """One decision on each of the ticked items, in a transaction of its own; what came of each is said."""
    not_found_unless(is_member(request.user))
    form = BulkForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    asked = dict(form.cleaned_data["items"])
    items = list(ReviewItem.objects.visible_to(request.user).filter(ref__in=asked).for_rows(request.user))
    before = {row.item.ref: row for row in rows_of(items, request.user)}
    found = things_of(items, request.user)
    results = [
        {"row": before[item.ref], "refusal": _decided(request, item, found[item.key], form, asked[item.ref])}
        for item in items
        if item.ref in before
    ]
    return _list(request, BulkForm(), results)


def _decided(request, item, thing, form, version):
    """Decide on one item; the sentence of the refusal, or ""."""
    said = form.cleaned_data
    try:
        actions.decide(item, thing, said["decision"], by=request.user, version=version, reason=said["reason"])
    except NotAllowed:
        return refusals.DoesNotFit.message
    except Refusal as refusal:
        return refusal.message
    return ""


def _list(request, bulk, results=()):
    """The list that the address asks for; once something was decided from its beginning, where what is left stands."""
    user = request.user
    at = {} if results else {name: request.GET.get(name, "") for name in ("after", "before")}
    asked = QueueFilter(request.GET, places=_places(user))
    shown = request.GET.get("show") if request.GET.get("show") in dict(SHOWN) else "waiting"
    items = asked.narrow(ReviewItem.objects.visible_to(user), user)
    counts = items.counted_for(user)
    order = ["-closed_at", "ref"] if shown == "closed" else ["opened_at", "ref"]
    page = page_by_key(
        _shown(items, shown, user).for_rows(user),
        at.get("after"),
        at.get("before"),
        order=order,
        size=SIZE,
    )
    context = {
        "page": replace(page, rows=rows_of(page, user)),
        "filters": [(name, label, counts.get(name), name == shown) for name, label in SHOWN],
        "asked": asked,
        "query": f"show={shown}&{asked.query()}",
        "here": urlencode({name: token for name, token in at.items() if token}),
        "shown": shown,
        "bulk": bulk,
        "results": results,
        "can_write_replies": can_write_replies(user),
        "watches": watches(user),
        "panels": panels_for(request, "review_queue"),
    }
    return render(request, "moderation/queue.html", context)


def _shown(items, shown, user):
    if shown == "closed":
        return items.filter(closed_at__isnull=False)
    if shown == "asked":
        return items.open().exclude(asked_at=None)
    waiting = items.waiting()
    if shown == "mine":
        return waiting.filter(mine(user))
    return waiting.filter(assigned_to=None) if shown == "unassigned" else waiting


def _places(user):
    return [place for kind in reviewables().values() for place in kind.places(user)]
