from django.utils.translation import gettext_lazy as _

from cms.rules import can_moderate
from core.things import Kind, register
from library.copies import lessons_begun_with
from library.models import LessonFile, LessonPage, Submission

register(
    Kind(
        "lesson",
        LessonPage,
        _("Lesson"),
        _("Lessons"),
        title=lambda lesson: lesson.title,
        audience=lambda lesson: lesson.audience_key,
        voice="record",
        copies=lessons_begun_with,
        can_moderate=can_moderate,
    )
)
# The next two are seen as their lesson's versions say: nothing of that stands in a column.
register(
    Kind(
        "lessonfile",
        LessonFile,
        _("Attachment"),
        _("Attachments"),
        can_moderate=lambda user, held: can_moderate(user, held.lesson),
    )
)
register(
    Kind(
        "submission",
        Submission,
        _("Submitted lesson"),
        _("Submitted lessons"),
        title=lambda submission: submission.lesson.draft_title or submission.lesson.title,
        language=lambda submission: submission.lesson.language,
    )
)
