"""Wagtail's screens behind our gate: what editors need is open to them, every other door is the one 404 for everybody.

Doors are open by name, so one that a later Wagtail adds stays shut until somebody has looked at it.
"""

import re
from functools import wraps

from allauth.account.views import logout
from django.contrib.messages import get_messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from wagtail.admin import messages
from wagtail.admin import urls as wagtailadmin
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms import rules
from cms.telling import tell_of_pictures
from cms.touched import touched
from cms.views import UpdateTranslations, choose_parent, copy_page, page_pictures
from core.refusals import Refusal
from core.views import not_found_unless

# Several uploads at once are shut: Wagtail keeps their raw bytes while it waits for words.
OPEN = re.compile(
    r"""^admin/(?:
        $                                       # the dashboard
        | pages/(?!.*(?:privacy|set_position))  # pages, but not who reads them, nor an order of theirs
        | bulk/                                 # of what BULK says
        | choose-                               # links in a text
        | api/main/pages/(?:<int:pk>/)?$        # the menu of pages
        | api/main/images/<int:pk>/$            # a picture on the translators' screen
        | images/(?:results/|add/|multiple/add/|(?:usage/)?<int:image_id>/(?:delete/)?)?$
        | images/chooser/(?!.*select_format)    # to put a picture into a page
        | pictures/                             # who sees the pictures of a page
        | chooser/                              # what else a page points at
        | localize/(?!reports|.*snippet|.*convert_to_alias|.*machine|.*pofile)
        | account/$ | logout/$                  # ours, not Wagtail's
        | editing-sessions/
        | dismissibles/$
        | block-preview/$
        | sprite/$
        | jsi18n/$
        | lessons/
    )""",
    re.VERBOSE,
)
# One pattern of Wagtail's serves all kinds, people too.
BULK = {
    "wagtailcore.page": {"delete", "move", "publish", "unpublish"},
    "cms.picture": {"delete", "add_tags", "add_to_collection"},
}


def is_open(route, app_label="wagtailcore", model_name="page", action="move", **others):
    """Whether editors may use what stands at this pattern, such as `admin/pages/<int:page_id>/edit/`, for this kind."""
    if "/bulk/" in route and action not in BULK.get(f"{app_label}.{model_name}".lower(), ()):
        return False
    return bool(OPEN.match(route))


def behind_the_gate(view):
    """The view for editors, the one 404 for others. What it writes is one transaction with what receivers queue, and
    a refusal is a message on the page that asked."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        door = request.resolver_match
        not_found_unless(rules.can_enter(request.user) and is_open(door.route, **door.kwargs))
        if request.method in ("GET", "HEAD"):
            return _unless_it_tells(request, view(request, *args, **kwargs))
        try:
            with touched() as pages, transaction.atomic():
                response = view(request, *args, **kwargs)
        except Refusal as refusal:
            return _refused(request, refusal)
        except MultiValueDictKeyError as error:
            # Wagtail asks for fields that its own page always sends; whatever was sent, it was not that page's form.
            raise BadRequest("The form is not whole.") from error
        tell_of_pictures(request, pages.values())
        return _unless_it_tells(request, response)

    return answer


def _unless_it_tells(request, response):
    """The answer; or the one 404, where Wagtail sends somebody away from a picture that is not theirs and so tells that
    there is one."""
    if "image_id" in request.resolver_match.kwargs and response.get("Location") == reverse("wagtailadmin_home"):
        list(get_messages(request))  # what it would say of that on the next page
        raise Http404
    return response


def _refused(request, refusal):
    """Back to the page that asked; where a browser doesn't say which, to the dashboard."""
    messages.error(request, refusal.message)
    address = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        address = reverse("wagtailadmin_home")
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        # What Wagtail's dialogs take as "close, and go there".
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def _without_catch_all(patterns):
    """Wagtail ends with a pattern for anything, which would tell that something is here."""
    return [entry for entry in patterns if str(entry.pattern) not in ("^.*/$", "^")]


urlpatterns = decorate_urlpatterns(
    [
        # Accounts are ours: Wagtail's links to them lead there.
        path("account/", RedirectView.as_view(pattern_name="account_email")),
        path("logout/", require_POST(logout)),
        path("pages/<int:page_id>/copy/", copy_page),
        path("pages/create/<slug:app_label>/<slug:model_name>", choose_parent),
        path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view()),
        path("images/multiple/add/", RedirectView.as_view(pattern_name="wagtailimages:add")),
        path("pictures/<int:page_id>/", page_pictures, name="page_pictures"),
        *_without_catch_all(wagtailadmin.urlpatterns),
    ],
    behind_the_gate,
)
