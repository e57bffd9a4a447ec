"""Editors work in Wagtail's screens, so its signals say when a lesson's place in the index changed."""

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, post_page_move

from library.actions import attach_files
from library.models import LessonPage
from search.live import refresh


@receiver(page_published, sender=LessonPage)
def index_published(instance, **kwargs):
    attach_files(instance)
    refresh(instance)


@receiver(page_unpublished, sender=LessonPage)
def drop_unpublished(instance, **kwargs):
    refresh(instance, narrows=True)


@receiver(pre_delete, sender=LessonPage)
def drop_deleted(instance, **kwargs):
    refresh(instance, narrows=True)


@receiver(post_page_move)
def index_moved(instance, **kwargs):
    """A move may narrow who reads what stands below."""
    for page in instance.get_descendants(inclusive=True).type(LessonPage).specific():
        refresh(page, narrows=True)
