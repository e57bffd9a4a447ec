"""What people typed is never lost: not with their session, not with the topic they wrote in."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.refusals import Refusal
from forum import actions, drafts, unsent
from forum.asked import draft_at


def has_lost_session(request):
    return request.method == "POST" and not request.user.is_authenticated


def has_typed(request):
    return request.method == "POST" and bool(unsent.typed_in(request))


def gone(request, refusal):
    """The one 404; for who sent a text, with that text in it, whether the place is foreign or missing."""
    if not has_typed(request) or unsent.is_somebody_elses(request):
        raise Http404
    shown = {"typed": unsent.typed_in(request), "message": refusal.message}
    return render(request, "forum/gone.html", shown, status=404)


def form_for(request, form_class, initial=None):
    """The form as it was sent, or an empty one for this person, with a text that waits for them."""
    fresh = {"writer": unsent.word_for(request.user), **(initial or {})}
    if request.method != "POST":
        text = unsent.waiting(request)
        if text:
            messages.info(request, _("Your text was not sent yet. Here it is again."))
            fresh |= text.typed
        return form_class(initial=fresh)
    if unsent.is_somebody_elses(request):
        # What another person typed in this browser is not shown to, nor sent as, the one who is here now.
        messages.error(request, _("That form was opened by somebody else. Nothing was sent."))
        return form_class(initial=fresh)
    return form_class(request.POST, request.FILES)


def keep_draft(request, form, key, files=()):
    """Without script: keep what was typed, and come back to it; None, with the form saying why, where that can't be."""
    began = drafts.began_with(request.POST, key, request.user)
    try:
        kept = drafts.keep(request.POST, key, by=request.user, files=files)
    except Refusal as refusal:
        form.full_clean()
        form.add_error(None, refusal.message)
        return None
    if began[0] != key:  # the topic has become part of this one: its draft has come along
        actions.drop_sent_draft(began, by=request.user)
    messages.success(request, _said_of(kept, draft_at(key, request.user)))
    return unsent.forget(request, redirect(drafts.address_of(key)))


def _said_of(kept, there):
    """Of what was kept, or of a text that was emptied, and what stands there all the same."""
    if kept:
        return _("Your draft is kept. You find it here, and among your drafts, on any device.")
    if there:
        return _("There was no text in it any more. What you wrote here on another device is kept: here it is.")
    return _("There is no text in it any more: the draft is thrown away.")
