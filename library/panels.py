from django.utils.translation import get_language

from core.gate import MEMBERS, audiences_of, is_member
from core.panels import panel
from core.prepared import Prepared
from library.models import LessonPage
from library.querysets import each_work_once
from library.reading import with_languages
from library.rules import can_copy
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


@panel("topic", order=95)
def make_a_lesson(request, topic):
    """The way from a topic to a lesson, for those who write some. Who has no role writes none, and nothing is asked."""
    has_role = is_member(request.user) and request.user.roles
    return ("library/copy_panel.html", {"topic": topic}) if has_role and can_copy(request.user, topic) else None


def _newest_lessons(user, language):
    lessons = each_work_once(LessonPage.objects.visible_to(user), language).with_audience()
    return lessons.select_related("locale", "phase").order_by("-first_published_at", "-pk")[:MOST]


_newest = Prepared(_newest_lessons)
