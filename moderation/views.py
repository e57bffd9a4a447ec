from http.client import FORBIDDEN, NOT_FOUND

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core import things
from core.gate import is_member
from core.panels import panels_for
from core.refusals import Refusal
from core.views import not_found_unless
from moderation import actions
from moderation.actions import AlreadyDecided
from moderation.forms import DecisionForm
from moderation.models import Flag
from moderation.querysets import for_review_by
from moderation.rules import can_review


@require_safe
def report_list(request):
    """Open reports on what the reader moderates, the longest waiting first; an empty list for others."""
    not_found_unless(is_member(request.user))
    return _list(request)


@require_POST
def report_decide(request, key):
    """Close the reports on one thing by a decision. Whatever is in the way of it, the reason that was typed stays."""
    if not request.user.is_authenticated:
        return _undecided(request, FORBIDDEN)
    thing = _thing(key, request.user)
    if thing is None:
        return _undecided(request, NOT_FOUND)
    form = DecisionForm(request.POST, auto_id=f"id_{thing.ref}_%s")
    if form.is_valid():
        try:
            actions.decide(thing, form.cleaned_data["decision"], by=request.user, reason=form.cleaned_data["reason"])
        except AlreadyDecided as refusal:
            messages.info(request, refusal.message)
            return redirect("reports")
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The reports are closed."))
            return redirect("reports")
    return _list(request, key, form)


def _list(request, key="", form=None):
    """The list, with one row's form as it was sent."""
    rows = for_review_by(request.user, Flag.objects.open().for_listing())
    rows = [_row(thing, said, form if key == things.key_of(thing) else None) for thing, said in rows]
    context = {"rows": rows, "form": form, "panels": panels_for(request, "reports")}
    return render(request, "moderation/report_list.html", context)


def _undecided(request, status):
    """For who is signed out, or lost the place: what was typed, to be copied; without it the one 404."""
    reason = request.POST.get("reason", "")
    if status == NOT_FOUND and not reason:
        raise Http404
    return render(request, "moderation/undecided.html", {"reason": reason}, status=status)


def _thing(key, user):
    """The thing of a key, if this person may see and moderate it; else None."""
    thing = things.resolve([key], user).get(key)
    return thing if thing is not None and can_review(user, thing) else None


def _row(thing, flags, form):
    kind = things.kind_of_row(thing)
    return {
        "form": form or DecisionForm(auto_id=f"id_{thing.ref}_%s"),
        "key": things.key_of(thing),
        "kind": kind.label,
        "title": kind.title(thing),
        "language": kind.language(thing),
        "url": kind.url(thing),
        "flags": flags,
        "is_hidden": bool(getattr(thing, "hidden_at", None)),
        "can_hide": "hide" in kind.decisions and not getattr(thing, "hidden_at", None),
    }
