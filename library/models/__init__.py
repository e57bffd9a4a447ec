from library.models.lesson import LessonAttachment, LessonPage

__all__ = ["LessonAttachment", "LessonPage"]
