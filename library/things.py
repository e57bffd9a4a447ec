from django.utils.translation import gettext_lazy as _

from cms.rules import can_moderate
from core.things import Kind, register
from library.models import LessonPage

register(
    Kind(
        "lesson",
        LessonPage,
        _("Lesson"),
        _("Lessons"),
        title=lambda lesson: lesson.title,
        audience=lambda lesson: lesson.audience_key,
        voice="record",
        can_moderate=can_moderate,
    )
)
