"""Who finds which topics, and what is new in them."""

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.gate import audiences_of, is_member
from core.moments import Standing, standing
from forum.moderated import moderated_by

# Columns of a person that no page of the forum shows.
NOT_OF_A_FACE = (
    "password", "last_login", "is_superuser", "email", "sort_name", "language", "time_zone", "joined_at",
    "caught_up_at", "is_active", "accepted_at", "dormant_at", "disabled_at",
)  # fmt: skip
FACE = "entry__institution"


class TopicQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """Topics of one's audiences that stand; out of sight, one's own and those of boards one moderates."""
        return self.filter(seen_by(user))

    def with_mark(self, user):
        """With `mark`: the highest number this person was shown, 0 for none."""
        marks = self.model._meta.get_field("read_marks").related_model.objects
        mine = marks.filter(user_id=user.pk, topic=OuterRef("pk")).values("number")[:1]
        return self.annotate(mark=Coalesce(Subquery(mine), 0))

    def unread_by(self, user):
        """Those with a post newer than both the person's mark and the moment up to which all counts as read."""
        if not is_member(user):
            return self.none()
        newer = self.with_mark(user).filter(last_post__number__gt=F("mark"))
        return newer.filter(bumped_at__gt=user.caught_up_at) if user.caught_up_at else newer

    def unanswered(self):
        return self.filter(kind="question", post_count__lte=1, locked_at=None)

    def with_new(self, user):
        """With `mark` and `new_count`: posts of others, not yet seen."""
        if not is_member(user):
            return self.annotate(mark=Value(0), new_count=Value(0))
        posts = self.model._meta.get_field("posts").related_model.objects
        fresh = posts.filter(topic=OuterRef("pk")).new_to(user, after=OuterRef("mark"))
        counted = fresh.order_by().values("topic").annotate(many=Count("pk")).values("many")
        return self.with_mark(user).annotate(new_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))

    def with_pins(self):
        """With `is_pinned`, 1 or 0: pinned topics come first in a list."""
        return self.annotate(is_pinned=Case(When(pinned_at__isnull=False, then=1), default=0))

    def with_faces(self):
        return self.select_related(f"author__{FACE}", "last_post__author").prefetch_related(f"author__{FACE}__names")

    def for_rows(self, user):
        """What a row of a list shows of them, with `last_author_id`; `forum.asked` adds boards, concepts and faces."""
        return self.with_new(user).annotate(last_author_id=F("last_post__author"))

    def for_page(self):
        """What the page of one topic shows of it; `forum.asked` adds texts and concepts, `reading.note_mark` what is
        new to the reader."""
        shown = self.select_related("board__audience__space", "author")
        return shown.defer(*(f"author__{name}" for name in NOT_OF_A_FACE))

    def with_place(self):
        return self.select_related("audience__space", "board__audience__space").prefetch_related("board__texts")

    def to_name(self):
        return self.only("ref", "title", "language")

    def for_things(self):
        return self.with_place().prefetch_related("board__moderators")


def seen_by(user, prefix=""):
    """The condition behind `visible_to`, for topics or, with a prefix, for what joins one."""
    held = Q(**{f"{prefix}audience_id__in": audiences_of(user), f"{prefix}erased_at": None})
    if not is_member(user):
        return held & Q(**standing(prefix))
    mine = Q(**{f"{prefix}origin__user": user})
    return held & (Q(**standing(prefix)) | mine | moderated_by(user, prefix))
