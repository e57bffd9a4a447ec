"""Which lessons were begun with the words of what stands in the forum: erasing it there does not erase it here."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import AuditEntry
from core.things import Place, key_of
from forum.models import Post, Topic
from library.models import LessonPage
from library.querysets import editable_by


def lessons_begun_with(thing, user):
    """[Place] of the lessons, drafts and translations too, that posts were copied into: a post, or those of a topic.

    The record of copying says which; what their writers made of the words since is for people to look at. Of a draft
    that this person may not read it is said that there is one, for whoever erases words must know.
    """
    works = LessonPage.objects.filter(ref__in=_refs_copied_from(thing)).values("translation_key")
    lessons = LessonPage.objects.filter(translation_key__in=works).select_related("locale").order_by("pk")
    seen = set(LessonPage.objects.visible_to(user).filter(translation_key__in=works).values_list("pk", flat=True))
    edited = set(editable_by(lessons, user).values_list("pk", flat=True))
    return [_place(lesson, lesson.pk in seen, lesson.pk in edited) for lesson in lessons]


def _refs_copied_from(thing):
    """Of lessons, as the entries of copying name them."""
    posts = thing.posts.all() if isinstance(thing, Topic) else [thing] if isinstance(thing, Post) else []
    entries = AuditEntry.objects.filter(verb="library.copy", key__in=[key_of(post) for post in posts]) if posts else []
    return {entry.reason.removeprefix("lesson:") for entry in entries}


def _place(lesson, is_seen, is_edited):
    if is_seen:
        return Place(lesson.title, lesson.language, lesson.get_absolute_url())
    if is_edited:
        return Place(lesson.draft_title, lesson.language, reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    return Place(_("A draft of a lesson: please ask the editors to look at it."), "", "")
