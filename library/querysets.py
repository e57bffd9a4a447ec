"""Lists of lessons: each work once."""

from django.db.models import Case, IntegerField, OuterRef, Subquery, Value, When


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
    return lessons.with_audience().select_related("locale", "phase").prefetch_related("phase__labels")
