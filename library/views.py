from django.conf import settings
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.rules import can_enter
from core.paging import page_by_key
from library.models import LessonPage
from library.querysets import each_work_once, for_listing
from library.reading import also_in
from thesaurus.models import Concept


@require_safe
def lesson_list(request):
    """Lessons, each work once in the reader's best language, the newest first."""
    lessons = LessonPage.objects.visible_to(request.user)
    language = request.GET.get("language", "")
    phase = Concept.objects.filter(ref=request.GET.get("phase", "")[:10], top__slug="phases-of-proceedings").first()
    if language in dict(settings.LANGUAGES):
        lessons = lessons.filter(locale__language_code=language)
    if phase:
        lessons = lessons.filter(phase=phase)
    works = for_listing(each_work_once(lessons, get_language()))
    page = page_by_key(
        works, request.GET.get("after"), request.GET.get("before"), order=["-first_published_at", "-page_ptr_id"]
    )
    also = also_in(page.rows, request.user)
    context = {
        "page": page,
        "rows": [(lesson, also.get(lesson.translation_key, [])) for lesson in page],
        "language": language,
        "phase": phase,
        "phases": Concept.objects.filter(top__slug="phases-of-proceedings").for_listing(),
        "query": f"language={language}&" * bool(language) + (f"phase={phase.ref}&" if phase else ""),
        "codes": settings.LANGUAGES,
        "can_write": can_enter(request.user),
    }
    return render(request, "library/lesson_list.html", context)
