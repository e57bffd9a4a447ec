"""Deleting in two steps, and keeping what is to be kept."""

from dataclasses import replace
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import things
from core.gate import is_member
from core.paging import page_by_key
from core.refusals import Refusal
from core.views import done, not_found_unless
from moderation import actions, rules
from moderation.elsewhere import words_elsewhere
from moderation.forms.holds import DeleteForm, HoldForm, LiftForm
from moderation.holds import holds_on, is_on_hold
from moderation.models import Deletion, Hold
from moderation.registry import reviewables
from moderation.reviewing import thing_of, things_of

MOST = 50  # that were hidden, of a kind
FORMS = require_http_methods(["GET", "HEAD", "POST"])


@FORMS
def delete(request, key):
    """The first step for one thing: why, and what will become of it."""
    thing = thing_of(Deletion(key=key), request.user, to_delete=True)
    not_found_unless(thing and rules.can_delete(request.user, thing))
    form = DeleteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.delete(thing, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("It is deleted. Until its day you can keep it after all."))
            return redirect("deletions")
    context = {
        "form": form,
        "thing": _named_to_delete(thing, request.user),
        "days": settings.DELETED_KEPT_DAYS,
        "is_on_hold": is_on_hold(thing),
    }
    return render(request, "moderation/delete.html", context)


@require_safe
def deletions(request):
    """What waits to be erased where one moderates, what is due first ahead."""
    not_found_unless(is_member(request.user))
    waiting = Deletion.objects.waiting().visible_to(request.user)
    page = page_by_key(
        waiting.select_related("by"), request.GET.get("after"), request.GET.get("before"), order=["due_at", "ref"]
    )
    context = {"page": replace(page, rows=_rows(page, request.user)), "count": waiting.count()}
    context["hidden"] = _hidden(request.user)
    return render(request, "moderation/deletions.html", context)


def _hidden(user):
    """What was hidden and is shown nowhere any more, where its deletion could begin; the newest first."""
    found = []
    for name, kind in reviewables().items():
        if kind.deleted:
            waiting = Deletion.objects.waiting().filter(key__startswith=f"{name}:").values_list("key", flat=True)
            rows = kind.deleted(user).exclude(ref__in=[key.partition(":")[2] for key in waiting])
            found += [{**_named(row, is_seen=False), "at": row.hidden_at} for row in rows.order_by("-hidden_at")[:MOST]]
    return found


def _rows(deletions, user):
    found = things_of(deletions, user, to_delete=True)
    held, seen = holds_on(found.values()), things.visible_keys(found, user)
    return [
        {
            "deletion": deletion,
            "thing": _named(found[deletion.key], is_seen=deletion.key in seen),
            "is_on_hold": held.get(deletion.key),
            "can_erase": rules.can_erase(user, found[deletion.key], deletion),
        }
        for deletion in deletions
        if deletion.key in found
    ]


@require_POST
def deletion_keep(request, ref):
    deletion, thing = _deletion(request, ref)
    said = _("It is kept, out of sight as before.")
    return done(request, lambda: actions.keep(deletion, thing, by=request.user), said, "deletions")


@FORMS
def deletion_erase(request, ref):
    """The second step before its day, asked once more: it can't be undone."""
    deletion, thing = _deletion(request, ref)
    not_found_unless(rules.can_erase(request.user, thing, deletion))
    if request.method == "POST":
        erase = partial(actions.erase_now, deletion, thing, by=request.user)
        return done(request, erase, _("It is erased."), "deletions")
    named = _named_to_delete(thing, request.user)
    return render(request, "moderation/erase.html", {"deletion": deletion, "thing": named})


@require_safe
def holds(request):
    """What is kept, and what was: for stewards, as far as they see what it is on."""
    not_found_unless(rules.keeps_holds(request.user))
    rows = list(Hold.objects.select_related("by", "lifted_by").order_by("-at", "-id"))
    seen = things.resolve({hold.key for hold in rows}, request.user)
    shown = [{"hold": hold, "thing": _named(seen[hold.key])} for hold in rows if hold.key in seen]
    running = [row for row in shown if not row["hold"].lifted_at]
    return render(
        request, "moderation/holds.html", {"running": running, "lifted": [r for r in shown if r not in running]}
    )


@FORMS
def hold(request, key):
    """Set a hold on one thing, or lift the one that is on it."""
    not_found_unless(rules.keeps_holds(request.user))
    thing = _thing(request, key)
    not_found_unless(rules.can_hold(request.user, thing))
    running = Hold.objects.on([key]).select_related("by").first()
    form = (LiftForm if running else HoldForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if running:
            actions.lift_hold(running, by=request.user, **form.cleaned_data)
            messages.success(request, _("The hold is lifted."))
        else:
            actions.set_hold(thing, by=request.user, **form.cleaned_data)
            messages.success(request, _("The hold is set. Nothing of it is erased until it is lifted."))
        return redirect("holds")
    context = {"form": form, "thing": _named(thing), "running": running, "is_person": key.startswith("person:")}
    return render(request, "moderation/hold.html", context)


def _deletion(request, ref):
    """A deletion that waits, and its thing, which this person moderates."""
    deletion = get_object_or_404(Deletion.objects.waiting().visible_to(request.user), ref=ref)
    thing = thing_of(deletion, request.user, to_delete=True)
    not_found_unless(thing)
    return deletion, thing


def _thing(request, key):
    thing = things.resolve([key], request.user).get(key)
    if thing is None:
        raise Http404
    return thing


def _named_to_delete(thing, user):
    """With where its words stand too; without its address where this person may erase it and not read it."""
    return _named(thing, user, is_seen=bool(things.visible_keys([things.key_of(thing)], user)))


def _named(thing, user=None, *, is_seen=True):
    """What is said of a thing; for a user, also where its words stand too."""
    kind = things.kind_of_row(thing)
    return {
        "key": things.key_of(thing),
        "kind": kind.label,
        "title": kind.title(thing),
        "language": kind.language(thing),
        "url": kind.url(thing) if is_seen else "",
        "elsewhere": words_elsewhere(thing, user) if user else [],
    }
