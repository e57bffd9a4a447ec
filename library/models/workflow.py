"""What belongs to a lesson whatever version of it stands: the files sent for it, and its ways to the editors."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from core.ids import RefField
from library.models.lesson import LessonPage
from library.querysets import LessonFileQuerySet, SubmissionQuerySet


class LessonFile(models.Model):
    """Holds a file that was sent for a lesson: from the first draft on, and whatever becomes of the versions."""

    ref = RefField()
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="sent_files")
    file = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="lesson_file")

    objects = LessonFileQuerySet.as_manager()

    def __str__(self):
        return str(self.file)

    def get_absolute_url(self):
        return self.lesson.get_absolute_url()


class Submission(models.Model):
    """One time that a lesson was handed to the editors, and what they said: what notices of it point at."""

    ref = RefField()
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="submissions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    def __str__(self):
        return f"{self.lesson}"

    def get_absolute_url(self):
        """Where whoever it concerns goes on with it: the editors' screen."""
        return reverse("wagtailadmin_pages:edit", args=[self.lesson_id])
