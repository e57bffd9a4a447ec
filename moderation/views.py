from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import things
from core.gate import is_member
from core.refusals import Refusal
from core.views import not_found_unless
from moderation import actions
from moderation.forms import DecisionForm
from moderation.models import Flag
from moderation.querysets import for_review_by
from moderation.rules import can_review

MOST = 500  # open reports looked at; the oldest come first, so that none waits for ever


@require_safe
def report_list(request):
    """Open reports on what the reader moderates, the longest waiting first; an empty list for others."""
    not_found_unless(is_member(request.user))
    flags = Flag.objects.open().for_listing().order_by("at", "id")[:MOST]
    rows = [_row(thing, said) for thing, said in for_review_by(request.user, flags)]
    return render(request, "moderation/report_list.html", {"rows": rows, "form": DecisionForm()})


@require_POST
def report_decide(request, key):
    """Close the reports on one thing by a decision."""
    thing = _thing(key, request.user)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was decided. Please keep the reason short and plain."))
        return redirect("reports")
    try:
        actions.decide(thing, form.cleaned_data["decision"], by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The reports are closed."))
    return redirect("reports")


def _thing(key, user):
    """The thing of a key, if this person may see and moderate it; else the one 404."""
    thing = things.resolve([key], user).get(key)
    if thing is None or not can_review(user, thing):
        raise Http404
    return thing


def _row(thing, flags):
    kind = things.kind_of_row(thing)
    return {
        "key": things.key_of(thing),
        "kind": kind.label,
        "title": kind.title(thing),
        "language": kind.language(thing),
        "url": kind.url(thing),
        "flags": flags,
        "can_hide": "hide" in kind.decisions and not getattr(thing, "hidden_at", None),
    }
