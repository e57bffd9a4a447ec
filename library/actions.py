"""What people do with lessons. Wagtail's screens do the same through Wagtail's own permissions and workflow."""

from django.db import transaction
from wagtail.models import Locale

from cms import rules as pages
from cms.ensure import library_section
from core import things
from core.audit import record
from core.gate import MEMBERS
from core.refusals import require
from files.actions import attach
from files.models import StoredFile
from library.models import LessonAttachment, LessonPage


@transaction.atomic
def write_lesson(*, by, language, fields, audience=MEMBERS, concepts=(), files=()):
    """Make a draft in the language's library section that this audience reads.

    `fields` are LessonPage's own, the four parts as [(block, value)]; `files` are this person's StoredFiles.
    """
    section = library_section(language, audience)
    require(can_add, by, section)
    lesson = LessonPage(**fields, locale=section.locale, owner=by, live=False)
    section.add_child(instance=lesson)
    return _drafted(lesson, by=by, verb="library.write", concepts=concepts, files=files)


@transaction.atomic
def translate_lesson(original, *, by, language, fields, files=()):
    """Make a draft of a lesson in another language, in that language's section of the same audience."""
    require(pages.can_edit, by, original)
    locale = Locale.objects.get(language_code=language)
    lesson = original.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(lesson, name, value)
    lesson.attachments.clear()
    return _drafted(lesson, by=by, verb="library.translate", concepts=original.concepts.all(), files=files)


@transaction.atomic
def submit_lesson(lesson, *, by):
    """Hand a draft to the editors."""
    require(pages.can_edit, by, lesson)
    lesson.get_workflow().start(lesson, by)
    record("library.submit", by=by, on=lesson)


@transaction.atomic
def publish_lesson(lesson, *, by):
    """Approve what was submitted, or publish the latest draft; from then on its readers find it."""
    require(pages.can_publish, by, lesson)
    waiting = lesson.current_workflow_task_state
    if waiting:
        waiting.approve(user=by)
    else:
        lesson.get_latest_revision().publish(user=by)
    lesson.refresh_from_db()
    record("library.publish", by=by, on=lesson)
    return lesson


def can_add(user, section) -> bool:
    return pages.can_enter(user) and section.permissions_for_user(user).can_add_subpage()


def attach_files(lesson):
    """A lesson's files have the lesson's readers; chosen ones that nobody holds yet are hung on it."""
    key = things.key_of(lesson)
    chosen = lesson.attachments.exclude(file=None).values_list("file", flat=True)
    free = StoredFile.objects.standing().filter(pk__in=list(chosen)).filter(holder__in=["", key])
    free.update(holder=key, audience=lesson.audience_key)


def _drafted(lesson, *, by, verb, concepts, files):
    lesson.concepts.set(concepts)
    for file in files:
        lesson.attachments.add(LessonAttachment(file=file))
    lesson.save()
    lesson.save_revision(user=by)
    for file in files:
        attach(file, to=lesson, by=by)
    record(verb, by=by, on=lesson)
    return lesson
