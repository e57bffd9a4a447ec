from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.ensure import library_section
from core.gate import MEMBERS, PUBLIC
from core.paging import page_by_key
from core.views import not_found_unless
from library import rules
from library.listing import Narrowing
from library.models import LessonPage
from library.querysets import for_listing
from library.reading import with_languages

ORDER = ["-first_published_at", "-ref"]


@require_safe
def lesson_list(request):
    """Lessons, each work once in the reader's best language, the newest first."""
    narrowing = Narrowing(LessonPage.objects.visible_to(request.user), request.GET)
    works = narrowing.works()
    page = page_by_key(for_listing(works), request.GET.get("after"), request.GET.get("before"), order=ORDER)
    context = {
        "page": page,
        "rows": with_languages(page, request.user),
        "total": works.count(),
        "filters": narrowing.filters(),
        "is_narrowed": bool(narrowing),
        "query": narrowing.query(),
        "can_write": rules.can_write(request.user),
    }
    return render(request, "library/lesson_list.html", context)


@require_safe
def lesson_write(request):
    """Where a new lesson may stand: one's own language first."""
    not_found_unless(rules.can_write(request.user))
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != get_language())
    context = {"places": [_place(code, request.user) for code in codes], "crumbs": [(_("Library"), reverse("library"))]}
    return render(request, "library/lesson_write.html", context)


def _place(language, user):
    """{language, sections: [(audience, url of the form)]} of where this person may write in a language."""
    sections = [(audience, library_section(language, audience)) for audience in (MEMBERS, PUBLIC)]
    return {
        "language": language,
        "sections": [(audience, _form_at(section)) for audience, section in sections if rules.can_add(user, section)],
    }


def _form_at(section):
    return reverse("wagtailadmin_pages:add", args=["library", "lessonpage", section.pk])
