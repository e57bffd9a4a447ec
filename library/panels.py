from django.utils.translation import get_language

from core.panels import panel
from library.models import LessonPage
from library.querysets import each_work_once, for_listing

MOST = 5


@panel("home", order=30)
@panel("welcome", order=10)
def new_in_the_library(request, subject):
    """The lessons published last, each once."""
    lessons = each_work_once(LessonPage.objects.visible_to(request.user), get_language())
    return "library/new_panel.html", {"lessons": for_listing(lessons).order_by("-first_published_at", "-pk")[:MOST]}
