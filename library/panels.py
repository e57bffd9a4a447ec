from django.utils.translation import get_language

from core.panels import panel
from library.models import LessonPage
from library.querysets import each_work_once, for_listing
from library.reading import with_languages

MOST = 5


@panel("home", order=30)
@panel("welcome", order=10)
def new_in_the_library(request, subject):
    """The lessons published last, each once."""
    lessons = for_listing(each_work_once(LessonPage.objects.visible_to(request.user), get_language()))
    newest = lessons.order_by("-first_published_at", "-pk")[:MOST]
    return "library/new_panel.html", {"rows": with_languages(newest, request.user)}
