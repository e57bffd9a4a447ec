"""Lists of lessons, each work once; and who may see what goes along with lessons."""

from django.db import models
from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, Subquery, Value, When

from core.gate import is_member
from thesaurus.models import Concept


def each_work_once(lessons, language):
    """Of the translations of one work only that in the reader's best language: `language`, else English, else any."""
    rank = Case(
        When(locale__language_code=language, then=Value(0)),
        When(locale__language_code="en", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    best = lessons.filter(translation_key=OuterRef("translation_key")).annotate(rank=rank).order_by("rank", "pk")
    return lessons.filter(pk=Subquery(best.values("pk")[:1]))


def for_listing(lessons):
    phases = Prefetch("phase", queryset=Concept.objects.for_listing())
    return lessons.with_audience().select_related("locale").prefetch_related(phases)


def editable_by(lessons, user):
    """The lessons that this person may edit, drafts among them: an editor all, a trainer their own.

    The same answer as `cms.rules.can_edit` gives for one page while nothing locks it, without a query of its own.
    """
    if not is_member(user) or not user.roles & {"editor", "trainer"}:
        return lessons.none()
    return lessons if "editor" in user.roles else lessons.filter(owner=user)


class LessonFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files of what stands published, for its readers; and all that was sent for a lesson, for who may edit it."""
        from library.models import LessonAttachment, LessonPage  # noqa: PLC0415  (the models need this module first)

        published = LessonAttachment.objects.filter(
            file=OuterRef("file"), page__in=LessonPage.objects.visible_to(user).values("pk")
        )
        edited = editable_by(LessonPage.objects.all(), user).values("pk")
        drafted = LessonAttachment.objects.filter(file=OuterRef("file"), page__in=edited)
        return self.filter(Exists(published) | Exists(drafted) | Q(lesson__in=edited))


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the editors, and for the author."""
        from library.models import LessonPage  # noqa: PLC0415  (the models need this module first)

        return self.filter(lesson__in=editable_by(LessonPage.objects.all(), user).values("pk"))

    def for_things(self):
        return self.select_related("lesson__locale")
