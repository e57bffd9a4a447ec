from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.ensure import library_section
from core.gate import MEMBERS, PUBLIC
from core.paging import page_by_key
from core.refusals import Refusal
from core.views import not_found_unless
from forum.models import Topic
from library import actions, rules
from library.copying import MOST, pieces_of
from library.forms import CopyForm
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


@require_http_methods(["GET", "HEAD", "POST"])
def lesson_write_from(request, ref):
    """Choose posts of a topic; their words are the beginning of a draft, which opens in the editors' form."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).standing().with_place().with_label(), ref=ref)
    not_found_unless(rules.can_copy(request.user, topic))
    pieces = pieces_of(topic, request.user)
    form = CopyForm(request.POST if request.method == "POST" else None, pieces=pieces)
    if form.is_bound and form.is_valid():
        try:
            lesson = actions.write_lesson_from(topic, form.chosen, by=request.user, once=form.cleaned_data["once"])
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The draft is made. Write the lesson from it: what others should know and do."))
            return redirect("wagtailadmin_pages:edit", lesson.pk)
    ticked = request.POST.getlist("posts")
    left_out = MOST if topic.post_count > len(pieces) >= MOST else 0
    context = {"topic": topic, "pieces": pieces, "left_out": left_out, "form": form, "ticked": ticked}
    return render(request, "library/lesson_write_from.html", context)


def _place(language, user):
    """{language, sections: [(audience, url of the form)]} of where this person may write in a language."""
    sections = [(audience, library_section(language, audience)) for audience in (MEMBERS, PUBLIC)]
    return {
        "language": language,
        "sections": [(audience, _form_at(section)) for audience, section in sections if rules.can_add(user, section)],
    }


def _form_at(section):
    return reverse("wagtailadmin_pages:add", args=["library", "lessonpage", section.pk])
