"""A session that ended while somebody wrote: the text waits on the server and comes back after signing in.

Three things must agree before it is shown again: the person signed in is the one whom the form was made for (it says
so in a signed word), the browser is the one that sent it (a signed cookie holds the token), and the page is the same.
"""

from django.conf import settings
from django.core import signing
from django.shortcuts import render
from django.utils import timezone

from core.limits import allow
from forum import actions
from forum.actions.reading import KEPT_FOR, digest
from forum.models import Unsent

COOKIE = "unsent"
SALT = "forum.unsent"
LASTS = int(KEPT_FOR.total_seconds())
FORM_LASTS = 7 * 24 * 60 * 60
LONGEST = 100_000
LONGEST_ADDRESS = 200
LONGEST_CHOICE = 40
MOST_AN_HOUR = 20
# The fields of the forum's forms in which people write.
TYPED = ("title", "body", "reason", "choices")
# Those of their choices that must come back with the text, and what it was made from.
CHOSEN = ("attribution", "role", "handling", "why", "made_from", "version", "of")


def word_for(user):
    """The signed word that a form carries: whom it was made for."""
    return signing.dumps(user.ref, salt=SALT)


def made_for(form_data):
    """The ref of the person whom a sent form was made for, or None."""
    try:
        return signing.loads(form_data.get("writer", ""), salt=SALT, max_age=FORM_LASTS)
    except signing.BadSignature:
        return None


def is_somebody_elses(request):
    """Whether the form was made for another person than the one who is signed in now."""
    writer = made_for(request.POST)
    return writer is not None and writer != request.user.ref


def typed_in(request):
    """{field: text} of what somebody wrote into the form that was sent, with how they signed it; empty fields are left
    out."""
    typed = {name: request.POST[name] for name in TYPED if request.POST.get(name)}
    return {**_chosen_in(request), **typed} if typed else {}


def _chosen_in(request):
    """Words that are one of a form's choices: so that what was not to carry a name does not come back with it; and that
    a change is not taken for one of what others have written meanwhile."""
    return {name: request.POST[name] for name in CHOSEN if len(request.POST.get(name, "")) in range(1, LONGEST_CHOICE)}


def ask_to_sign_in(request):
    """The answer to a form that came without a session: the text, on the page it was typed in, and the way back."""
    typed = typed_in(request)
    token = _keep(request, typed)
    response = render(
        request, "forum/signed_out.html", {"typed": typed, "is_kept": token, "next": request.path}, status=403
    )
    return _carry(response, token) if token else response


def keep_until_later(request):
    """Keep what was typed by who is signed in and has something else to do first. Returns what lets a response carry
    the token of it, or None where nothing could be kept."""
    if is_somebody_elses(request):
        return None
    token = _keep(request, typed_in(request))
    return (lambda response: _carry(response, token)) if token else None


def waiting(request):
    """The text that waits for this person, in this browser, for this page; or None."""
    token = _token(request)
    if not token:
        return None
    fresh = Unsent.objects.filter(at__gte=timezone.now() - KEPT_FOR)
    return fresh.filter(digest=digest(token), user=request.user, address=request.path).first()


def forget(request, response):
    """The text was sent: nothing waits any more."""
    token = _token(request)
    if token:
        actions.throw_away_unsent(token, by=request.user)
        response.delete_cookie(COOKIE, path="/forum/", samesite="Lax")
    return response


def _carry(response, token):
    """The response, with the token in this browser's cookie."""
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=SALT,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        path="/forum/",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _keep(request, typed):
    writer = made_for(request.POST)
    if not (writer and typed and _can_be_kept(request.path, "".join(typed.values()))):
        return None
    if not allow("unsent", writer, MOST_AN_HOUR, 3600):
        return None
    return actions.keep_unsent(writer_ref=writer, address=request.path, typed=typed)


def _can_be_kept(address, text):
    return len(address) <= LONGEST_ADDRESS and len(text) <= LONGEST and "\x00" not in text


def _token(request):
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=LASTS)
