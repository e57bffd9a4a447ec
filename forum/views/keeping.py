"""What people typed is never lost: not with their session, not with the topic they wrote in."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from forum import unsent


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
