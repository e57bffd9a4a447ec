"""What people do with lessons. Wagtail's screens do the same through Wagtail's own permissions and workflow.

Wagtail writes each of these deeds into its log, whatever screen or code it was done by, and `cms.receivers` audits
what stands there: so nothing is audited here a second time. What the index and people should hear of is queued by
receivers.py for the same reason.
"""

from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms import rules as pages
from cms.ensure import library_section
from core.audit import record
from core.deeds import LESSON, allows
from core.gate import MEMBERS
from core.refusals import Refusal, require
from core.things import key_of
from files.actions import attach
from files.models import StoredFile
from files.rules import can_attach
from forum.actions.locking import locked_topic
from forum.models import Post
from library import rules
from library.copying import blocks_of, title_of
from library.models import LessonAttachment, LessonFile, LessonPage, Submission
from moderation.handling import label_of
from notifications.actions import date_notices
from search.live import refresh

WORKS = UUID("6f6a5c1e-8d0b-4f0e-9a57-2f4d8c7e1b90")  # of lessons that are made of posts: one form makes one work


class AlreadySubmitted(Refusal):
    message = _("This lesson is already waiting for an editor.")


class PostsWentAway(Refusal):
    message = _("Some of the posts that you chose are not there any more. Nothing was copied: please choose once more.")


class NotIntoALesson(Refusal):
    """Made with the Label that forbids it."""

    def __init__(self, label):
        said = _("“%(label)s” forbids copying this into a lesson. %(meaning)s")
        super().__init__(said % {"label": label.name, "meaning": label.meaning})


class NotSubmitted(Refusal):
    message = _("This lesson is not waiting for an editor.")


@transaction.atomic
def write_lesson(*, by, language, fields, audience=MEMBERS, concepts=(), files=(), is_begun=False):
    """Make a draft in the language's library section that this audience reads.

    `fields` are LessonPage's own, the four parts as [(block, value)]; `files` are this person's StoredFiles.
    is_begun: what is missing yet is written in the editors' form, which asks for it.
    """
    section = library_section(language, audience)
    require(rules.can_add, by, section)
    lesson = LessonPage(**fields, locale=section.locale, owner=by, live=False)
    section.add_child(instance=lesson)
    return _drafted(lesson, by=by, concepts=concepts, files=files, is_begun=is_begun)


@transaction.atomic
def write_lesson_from(topic, posts, *, by, once):
    """Make a members' draft of what posts of a topic say, with the way to each; sent again with the same `once` it is
    the draft that is there. Its writer makes a lesson of it. Raises NotAllowed, PostsWentAway or NotIntoALesson."""
    topic, work = locked_topic(topic), uuid5(WORKS, f"{by.ref} {once}")
    if there := _made_of(work):
        return there
    require(rules.can_copy, by, topic)
    posts = _as_they_stand(topic, posts, by)
    fields = {"translation_key": work, "author": by, **_copied(topic, posts)}
    try:
        with transaction.atomic():
            lesson = write_lesson(
                by=by, language=topic.language, fields=fields, concepts=topic.concepts.all(), is_begun=True
            )
    except IntegrityError:  # of two at once; or of two pages made at once, which says nothing of this one
        if there := _made_of(work):
            return there
        raise
    for post in posts:
        record("library.copy", by=by, on=post, reason=key_of(lesson))
    return lesson


@transaction.atomic
def translate_lesson(original, *, by, language, fields, files=()):
    """Make a draft of a lesson in another language, in that language's section of the same audience.

    It brings its original's files along where it names none of its own.
    """
    require(rules.can_translate, by, original)
    lesson = original.copy_for_translation(Locale.objects.get(language_code=language))
    for name, value in fields.items():
        setattr(lesson, name, value)
    if files:
        lesson.attachments.clear()
    return _drafted(lesson, by=by, concepts=original.concepts.all(), files=files)


@transaction.atomic
def submit_lesson(lesson, *, by):
    """Hand a draft to the editors, for the first time or after they returned it."""
    require(pages.can_edit, by, lesson)
    state = lesson.current_workflow_state
    if lesson.current_workflow_task_state and state.status == state.STATUS_IN_PROGRESS:
        raise AlreadySubmitted
    if state and state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(by)
    else:
        lesson.get_workflow().start(lesson, by)


@transaction.atomic
def return_lesson(lesson, *, by, comment):
    """Give what was submitted back to its author, with what is to be changed."""
    require(pages.can_publish, by, lesson)
    _waiting(lesson).reject(user=by, comment=comment)


@transaction.atomic
def publish_lesson(lesson, *, by):
    """Approve what was submitted, or publish the latest draft; from then on its readers find it."""
    require(pages.can_publish, by, lesson)
    waiting = lesson.current_workflow_task_state
    if waiting and waiting.status == waiting.STATUS_IN_PROGRESS:
        waiting.approve(user=by)
    else:
        lesson.get_latest_revision().publish(user=by)
    return LessonPage.objects.get(pk=lesson.pk)


@transaction.atomic
def unpublish_lesson(lesson, *, by):
    """Take a lesson out of readers' sight; it is a draft again."""
    require(pages.can_publish, by, lesson)
    lesson.unpublish(user=by)
    return LessonPage.objects.get(pk=lesson.pk)


@transaction.atomic
def date_lesson(lesson, at):
    """Give a lesson that was brought over from elsewhere, and the notices of it, the moment it was published there."""
    LessonPage.objects.filter(pk=lesson.pk).update(first_published_at=at, last_published_at=at)
    for about in (lesson, *lesson.submissions.all()):
        date_notices(about, at)
    lesson.submissions.update(submitted_at=at)
    lesson.first_published_at = lesson.last_published_at = at
    record("library.date", by=None, on=lesson)
    refresh(lesson)


@transaction.atomic
def hold_files(lesson, files, *, by):
    """Hang files on a lesson that a version of it names; who may see them is asked of the versions from then on."""
    for file in StoredFile.objects.unattached_of(by).filter(pk__in=files):
        attach(file, to=LessonFile.objects.create(lesson=lesson, file=file), by=by)


@transaction.atomic
def note_submission(lesson, *, by):
    """Write down that a lesson was handed to the editors."""
    return Submission.objects.create(lesson=lesson, by=by)


@transaction.atomic
def note_return(lesson, *, by, at):
    """Write down that the editors gave it back; gives the submission that they answered, or None."""
    submission = lesson.submissions.order_by("submitted_at", "pk").last()
    if submission is not None:
        submission.returned_at, submission.returned_by = at, by
        submission.save(update_fields=["returned_at", "returned_by"])
    return submission


def _made_of(work):
    """The lesson that one form has made, or None; its translations are the same work, and came later."""
    return LessonPage.objects.filter(translation_key=work).order_by("pk").first()


def _as_they_stand(topic, posts, by):
    """Posts of a locked topic as they are now, in order, where all may be copied."""
    fresh = Post.objects.visible_to(by).standing().filter(topic=topic, pk__in=[post.pk for post in posts])
    found = list(fresh.order_by("number"))
    if len(found) < len(posts):
        raise PostsWentAway
    for post in found:
        post.topic = topic
        if not allows(post, LESSON):
            raise NotIntoALesson(label_of(post.handling_id))
    return found


def _copied(topic, posts):
    """The fields that say what posts say, with what is said around them in the language of the lesson."""
    with translation.override(topic.language):
        return {"title": title_of(topic), "observation": blocks_of(posts)}


def _waiting(lesson):
    waiting = lesson.current_workflow_task_state
    if not waiting or waiting.status != waiting.STATUS_IN_PROGRESS:
        raise NotSubmitted
    return waiting


def _drafted(lesson, *, by, concepts, files, is_begun=False):
    for file in files:
        require(can_attach, by, file)
    lesson.concepts.set(concepts)
    for file in files:
        lesson.attachments.add(LessonAttachment(file=file))
    lesson.save()
    lesson.save_revision(user=by, clean=not is_begun)
    return lesson
