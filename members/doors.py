"""What stands before the views that change who may see what: the person has signed in, or again, within 300 seconds.

A form that arrives later is kept, sealed, in the session; after the step-up it is taken as if it came then, its rights
asked anew. Passwords in it are never kept: those are typed again.
"""

import json
import time

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve, reverse

from core.sealing import Unreadable, seal, unseal

freshly_signed_in = reauthentication_required
SUSPENDED = "members.suspended"
NEVER_KEPT = ("password", "oldpassword", "password1", "password2", "csrfmiddlewaretoken")
MOST = 200_000  # characters of a form that a session keeps
PATIENCE = 600  # seconds for which it is kept


def suspend(request):
    """Keep what was sent, and go where one is asked again who one is; signed out: to the door."""
    path = request.get_full_path()
    request.session.pop(SUSPENDED, None)  # a form that was given up is not taken by a later step-up
    methods = get_adapter().get_reauthentication_methods(request.user)
    if methods and request.method == "POST":
        _keep(request, path)
    url = methods[0]["url"] if methods else reverse("account_login")
    return go(request, url, way_on=path)


def go(request, url, *, way_on=""):
    """To another page, as a whole: htmx would put it into a part of this one. way_on: where to go on from there."""
    if way_on:
        query = QueryDict(mutable=True)
        query[REDIRECT_FIELD_NAME] = way_on
        url = f"{url}?{query.urlencode(safe='/')}"
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else HttpResponseRedirect(url)


def _keep(request, path):
    sent = {name: values for name, values in request.POST.lists() if name not in NEVER_KEPT}
    text = json.dumps({"path": path, "sent": sent, "at": time.time()})
    if len(text) <= MOST:
        request.session[SUSPENDED] = seal(text)


def resume(request, url):
    """The answer of the view at `url` to what had been sent there before the step-up; None where nothing was."""
    try:
        kept = json.loads(unseal(request.session.pop(SUSPENDED, "")))
        match = resolve(url.partition("?")[0])
    except (Unreadable, Resolver404):
        return None
    if kept["path"] != url or time.time() - kept.get("at", 0) > PATIENCE:
        return None
    request.POST = _posted(kept["sent"])
    request.GET = QueryDict(url.partition("?")[2])
    request.path = request.path_info = url.partition("?")[0]
    request.resolver_match = match
    return match.func(request, *match.args, **match.kwargs)


def _posted(sent):
    posted = QueryDict(mutable=True)
    for name, values in sent.items():
        posted.setlist(name, values)
    posted._mutable = False
    return posted
