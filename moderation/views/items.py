"""One item: what it is about, its history, and what is done with it."""

from http.client import FORBIDDEN, NOT_FOUND

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.refusals import Refusal
from core.views import done, not_found_unless
from moderation import actions
from moderation.decisions import in_words
from moderation.forms import AssignForm, DecisionForm
from moderation.forms.deciding import version_in
from moderation.models import ReviewItem
from moderation.objecting import is_for_another
from moderation.refusals import AlreadyDecided
from moderation.registry import reviewable_of
from moderation.reviewing import thing_of
from moderation.rows import rows_of
from moderation.rules import can_delete

ASK = "ask"


@require_safe
def review_item(request, ref):
    return _page(request, _item(request, ref))


@require_safe
def review_of(request, key):
    """The item of a thing: the open one, else the last."""
    items = ReviewItem.objects.visible_to(request.user).filter(key=key).order_by("-opened_at", "-id")
    item = items.open().first() or items.first()
    not_found_unless(item)
    return redirect(item)


@require_POST
def review_decide(request, ref):
    """Decide on an item. Whatever is in the way of it, what was typed stays, beside what happened meanwhile."""
    if not request.user.is_authenticated:
        return _undecided(request, FORBIDDEN)
    item = ReviewItem.objects.visible_to(request.user).for_rows(request.user).filter(ref=ref).first()
    thing = thing_of(item, request.user) if item else None
    if thing is None:
        return _undecided(request, NOT_FOUND)
    form = _form(item, request.POST)
    if form.is_valid():
        try:
            _decide(form, item, thing, request.user)
        except AlreadyDecided as refusal:
            form.add_error(None, refusal.message)
            item.refresh_from_db()
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Done. It stands in the history."))
            return redirect("review_queue")
    return _page(request, item, form)


def _decide(form, item, thing, by):
    said = form.cleaned_data
    common = {"by": by, "version": said["version"], "reason": said["reason"]}
    common["to_author"] = form.saying("reply", "words")
    if said["decision"] == ASK:
        actions.ask(item, thing, **common)
    else:
        actions.decide(item, thing, said["decision"], to_reporters=form.saying("answer", "answer_words"), **common)


@require_POST
def review_claim(request, ref):
    """Take an item up; with `over`, also from another."""
    takes_over = bool(request.POST.get("over"))
    return _done(
        request,
        ref,
        lambda item, thing: actions.claim(item, thing, by=request.user, takes_over=takes_over),
        _("You are looking at it now: others see that."),
    )


@require_POST
def review_release(request, ref):
    """Give back what one has taken up."""
    return _done(
        request,
        ref,
        lambda item, thing: actions.release(item, thing, by=request.user),
        _("It is given back."),
    )


@require_POST
def review_assign(request, ref):
    """Give an item to somebody who moderates its place."""
    item = _item(request, ref)
    form = _assign_form(item, thing_of(item, request.user), request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose somebody from the list."))
        return redirect(item)
    person = form.cleaned_data["to"]
    return _done(
        request,
        ref,
        lambda item, thing: actions.assign(item, thing, to=person, by=request.user),
        _("It is given to %(name)s.") % {"name": person.display},
    )


def _done(request, ref, deed, said):
    """Do it, say so (or why not), and show the item."""
    item = _item(request, ref)
    return done(request, lambda: deed(item, thing_of(item, request.user)), said, item)


def _item(request, ref):
    item = get_object_or_404(ReviewItem.objects.visible_to(request.user).for_rows(request.user), ref=ref)
    not_found_unless(thing_of(item, request.user))
    return item


def _page(request, item, form=None):
    """The item; behind a form that was refused, with what happened since it was opened."""
    item = get_object_or_404(ReviewItem.objects.visible_to(request.user).for_rows(request.user), pk=item.pk)
    row = next(iter(rows_of([item], request.user, most=None)), None)
    not_found_unless(row)
    history = [
        {"event": event, "words": in_words(event.what)}
        for event in item.events.happened_before(request.user).for_listing()
    ]
    seen = _seen_version(form)
    thing, kind = thing_of(item, request.user), reviewable_of(item.key)
    context = {
        "row": row,
        "item": item,
        "history": history,
        "since": [each for each in history if seen is not None and each["event"].version > seen],
        "form": _shown_form(item, form),
        "assign": _assign_form(item, thing) if item.is_open else None,
        "decisions": [each for each in row.decisions if each.name != "edit"],
        "can_ask": item.is_open and kind.tell is not None and kind.can_ask(thing),
        "edit_url": kind.edit_url(thing) if item.is_open else "",
        "move_url": kind.move_url(thing) if item.is_open else "",
        "is_mine": row.claimer == request.user,
        "can_delete": can_delete(request.user, thing),
        "is_for_another": item.is_open and is_for_another(item, thing, request.user),
    }
    return render(request, "moderation/item.html", context)


def _seen_version(form):
    """The version that a refused form was made for, where it says one."""
    return version_in(form.data.get("version")) if form is not None else None


def _form(item, sent=None):
    kind = reviewable_of(item.key)
    return DecisionForm(
        sent,
        initial={"version": item.version},
        to_author=kind.tell is not None,
        to_reporters=any(event.why == ReviewItem.FLAG for event in item.causes),
    )


def _shown_form(item, form):
    """The form as it was sent, made for the item as it is now: sent once more it is a decision on what is shown."""
    if form is None:
        return _form(item)
    form.data = {**form.data.dict(), "version": str(item.version)}
    return form


def _assign_form(item, thing, sent=None):
    people = reviewable_of(item.key).moderators(thing)
    return AssignForm(
        sent, people=people.select_related("entry").order_by("sort_name", "id") if people is not None else ()
    )


def _undecided(request, status):
    """For who is signed out, or lost the place: what was typed, to be copied; without it the one 404."""
    names = ("words", "answer_words", "reason")
    typed = "\n\n".join(filter(None, (request.POST.get(name, "") for name in names)))
    if status == NOT_FOUND and not typed:
        raise Http404
    return render(request, "moderation/undecided.html", {"reason": typed}, status=status)
