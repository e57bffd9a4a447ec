from django.utils.translation import get_language

from core.gate import MEMBERS, audiences_of
from core.panels import panel
from core.prepared import Prepared
from library.models import LessonPage
from library.querysets import each_work_once
from library.reading import with_languages
from thesaurus.naming import with_names

MOST = 5


@panel("home", order=30)
@panel("welcome", order=10)
def new_in_the_library(request, subject):
    """The lessons published last, each once."""
    language = get_language()
    newest = _newest.ask((MEMBERS in audiences_of(request.user), language), request.user, language)
    with_names([lesson.phase for lesson in newest if lesson.phase])
    return "library/new_panel.html", {"rows": with_languages(newest, request.user)}


def _newest_lessons(user, language):
    lessons = each_work_once(LessonPage.objects.visible_to(user), language).with_audience()
    return lessons.select_related("locale", "phase").order_by("-first_published_at", "-pk")[:MOST]


_newest = Prepared(_newest_lessons)
