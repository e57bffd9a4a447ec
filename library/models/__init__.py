from library.models.lesson import LessonAttachment, LessonPage
from library.models.workflow import LessonFile, Submission

__all__ = ["LessonAttachment", "LessonFile", "LessonPage", "Submission"]
