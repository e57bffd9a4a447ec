"""Wagtail's screens behind our gate: what editors need is open to them, every other door is the one 404 for everybody.

Doors are open by name, so one that a later Wagtail adds stays shut until somebody has looked at it.
"""

import re
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import path
from wagtail.admin import urls as wagtailadmin
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms import rules
from cms.views import UpdateTranslations
from core.refusals import Refusal
from core.views import not_found_unless

OPEN = re.compile(
    r"""^admin/(?:
        $                                   # the dashboard
        | pages/(?!.*(?:privacy|usage))     # pages, but not who reads them, nor reports
        | bulk/
        | choose-
        | api/main/pages/
        | tag-autocomplete/
        | images/(?!.*(?:generate_url|usage|preview))
        | chooser/                          # pictures and what else a page points at
        | workflows/(?:tasks/select_type|(?:workflow|task)_actions|task_chooser)?$
        | localize/(?!reports|.*snippet|.*convert_to_alias|.*machine|.*pofile)
        | editing-sessions/
        | dismissibles/
        | block-preview/
        | sprite/$
        | jsi18n/$
        | lessons/
        | pictures/
    )""",
    re.VERBOSE,
)


def is_open(route):
    """Whether editors may use what stands at this pattern, such as `admin/pages/<int:page_id>/edit/`."""
    return bool(OPEN.match(route))


def behind_the_gate(view):
    """The view for editors, the one 404 for others. What it writes is one transaction with what receivers queue."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        not_found_unless(rules.can_enter(request.user) and is_open(request.resolver_match.route))
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return redirect(request.get_full_path())

    return answer


def _without_catch_all(patterns):
    """Wagtail ends with a pattern for anything, which would tell that something is here."""
    return [entry for entry in patterns if str(entry.pattern) not in ("^.*/$", "^")]


# Accounts are ours: Wagtail's links to them lead there.
urlpatterns = decorate_urlpatterns(
    [
        path("localize/update/<int:translation_source_id>/", UpdateTranslations.as_view()),
        *_without_catch_all(wagtailadmin.urlpatterns),
    ],
    behind_the_gate,
)
