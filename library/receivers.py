"""Editors work in Wagtail's screens, so its signals say what became of a lesson: for the index, files and people."""

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_rejected,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from library.actions import hold_files, note_return, note_submission
from library.indexing import files_of
from library.models import LessonPage
from notifications.live import notify
from search.live import refresh


@receiver(post_save, sender=Revision)
def hold_files_of_a_version(instance, raw=False, **kwargs):
    """A file hangs on its lesson from the first saved version that names it, a draft or not."""
    named = [row["file"] for row in instance.content.get("attachments", []) if row.get("file")]
    lesson = LessonPage.objects.filter(pk=instance.object_id).first() if named and instance.user_id else None
    if lesson is not None and not raw:
        hold_files(lesson, named, by=instance.user)


@receiver(page_published, sender=LessonPage)
def index_published(instance, revision, **kwargs):
    refresh(instance, whole_tree=True)
    if instance.owner_id and instance.owner_id != _publisher(instance, revision):
        notify("library.published", about=instance)


@receiver(post_save, sender=LessonPage)
def index_born_live(instance, created, raw=False, **kwargs):
    """An alias is live from its first moment, and nothing says that it was published."""
    if created and instance.live and not raw:
        refresh(instance, whole_tree=True)


@receiver(page_unpublished, sender=LessonPage)
def drop_unpublished(instance, **kwargs):
    refresh(instance, whole_tree=True, narrows=True)


@receiver(pre_delete, sender=LessonPage)
def drop_deleted(instance, **kwargs):
    """Nothing tells afterwards what stood under it, so its files are queued now."""
    refresh(instance, narrows=True)
    for key in files_of(instance):
        refresh(key, whole_tree=True, narrows=True)


@receiver(post_page_move)
def index_moved(instance, **kwargs):
    """A move may narrow who reads what stands below."""
    for page in instance.get_descendants(inclusive=True).type(LessonPage).specific():
        refresh(page, whole_tree=True, narrows=True)


@receiver(task_submitted, sender=TaskState)
def tell_editors(instance, user=None, **kwargs):
    lesson = _lesson_of(instance)
    if lesson is not None:
        notify("library.submitted", about=note_submission(lesson, by=user))


@receiver(task_rejected, sender=TaskState)
def tell_author(instance, user=None, **kwargs):
    lesson = _lesson_of(instance)
    submission = note_return(lesson, by=user, at=instance.finished_at) if lesson is not None else None
    if submission is not None:
        notify("library.returned", about=submission)


def mail_nobody(**kwargs):
    """Stands where Wagtail would send mail."""


# Wagtail would mail the titles of drafts to whoever is in a group, inside of the transaction. `notify` is the only way
# to tell people, so its four places are taken before it comes: one name is connected once.
for signal, sender, name in [
    (task_submitted, TaskState, "group_approval_task_submitted"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted"),
    (workflow_approved, WorkflowState, "workflow_state_approved"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected"),
]:
    signal.connect(mail_nobody, sender=sender, dispatch_uid=f"{name}_email_notification")


def _lesson_of(task_state):
    return LessonPage.objects.filter(pk=task_state.workflow_state.object_id).select_related("locale").first()


def _publisher(lesson, revision):
    """The id of who published: who approved what was submitted, else who saved the version."""
    approved = TaskState.objects.filter(revision=revision, status=TaskState.STATUS_APPROVED).order_by("pk").last()
    return approved.finished_by_id if approved else revision.user_id
