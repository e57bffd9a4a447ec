"""Who finds which topics, and what is new in them."""

from django.db import models
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.gate import audiences_of, is_member
from core.moments import Standing, standing
from forum.moderated import moderated_by, moderates_nothing
from notifications.following import KINDS, followed_refs, levels_of, muted_refs


class TopicQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """Topics of one's audiences that stand; out of sight, one's own and those of boards one moderates."""
        return self.filter(seen_by(user))

    def moderated_by(self, user):
        """Those of others on boards that this person sees and moderates, whatever is out of sight or erased."""
        return self.none() if moderates_nothing(user) else self.filter(moderated_by(user)).exclude(origin__user=user)

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

    def new_to(self, user):
        """Those of others that this person has never opened, begun since all counted as read. To a visitor all are."""
        if not is_member(user):
            return self
        unopened = self.with_mark(user).filter(mark=0).exclude(origin__user=user)
        return unopened.filter(created_at__gt=user.caught_up_at) if user.caught_up_at else unopened

    def written_in_by(self, user):
        """Those that this person began or wrote in, whatever face it shows: for this person's eyes alone."""
        if not is_member(user):
            return self.none()
        posts = self.model._meta.get_field("posts").related_model.objects
        return self.filter(pk__in=posts.filter(origin__user=user).values("topic"))

    def followed_by(self, user):
        """Those that this person tracks or watches, by themselves or by the board, a concept or the space they stand
        in: what was chosen for the nearest of these counts."""
        loud, low = _refs_at(user)
        farther = Q(pk__in=self._on(loud["concept"])) | Q(audience__space__ref__in=loud["space"])
        by_board = Q(board__ref__in=loud["board"]) | farther & ~Q(board__ref__in=low["board"])
        return self.filter(Q(ref__in=loud["topic"]) | by_board & ~Q(ref__in=low["topic"]))

    def unmuted_by(self, user):
        """Without those that this person has muted, by themselves or with their board or space."""
        loud, _low = _refs_at(user)
        muted = muted_refs(user)
        by_place = Q(board__ref__in=muted["board"]) | Q(audience__space__ref__in=muted["space"])
        return self.exclude(Q(ref__in=muted["topic"]) | by_place & ~Q(ref__in=loud["topic"]))

    def _on(self, concepts):
        """The ids of topics on one of these concepts."""
        tagged = self.model.concepts.through.objects
        return tagged.filter(concept__ref__in=concepts).values("topic_id")

    def unanswered(self):
        """Questions that wait: nobody has answered, or what was answered does not suffice."""
        waiting = Q(post_count__lte=1) | Q(needs_more_at__isnull=False)
        return self.filter(waiting, kind="question", locked_at=None)

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

    def with_label(self):
        """With `opening_label`, the key of the opening post's label."""
        posts = self.model._meta.get_field("posts").related_model.objects
        opening = posts.filter(topic=OuterRef("pk"), number=1).values("handling")[:1]
        return self.annotate(opening_label=Subquery(opening))

    def for_rows(self, user):
        """What a row of a list shows of them, and how their last posts are signed (`rows.last_signed`); `forum.asked`
        adds boards, concepts and faces."""
        return (
            self.with_new(user)
            .with_label()
            .annotate(
                last_author_id=F("last_post__author"),
                last_attribution=F("last_post__attribution"),
                last_institution_id=F("last_post__institution"),
                last_role=F("last_post__role"),
                last_handling_id=F("last_post__handling"),
            )
        )

    def for_page(self):
        """What the page of one topic shows of it; `forum.asked` adds texts and concepts, `reading.note_mark` what is
        new to the reader."""
        return self.with_label().select_related("board__audience__space", "origin")

    def with_place(self):
        return self.select_related("audience__space", "board__audience__space").prefetch_related("board__texts")

    def to_name(self):
        return self.only("ref", "title", "language")

    def for_things(self):
        return self.with_place().with_label().select_related("origin").prefetch_related("board__moderators")


def _refs_at(user):
    """({kind: refs} of what this person tracks or watches, {kind: refs} of what they have at a lower level)."""
    loud, low = followed_refs(user), {kind: set() for kind in KINDS}
    for key in levels_of(user):
        kind, _, ref = key.partition(":")
        if kind in low and ref not in loud[kind]:
            low[kind].add(ref)
    return loud, low


def seen_by(user, prefix=""):
    """The condition behind `visible_to`, for topics or, with a prefix, for what joins one."""
    held = Q(**{f"{prefix}audience_id__in": audiences_of(user), f"{prefix}erased_at": None})
    if not is_member(user):
        return held & Q(**standing(prefix))
    mine = Q(**{f"{prefix}origin__user": user})
    return held & (Q(**standing(prefix)) | mine | moderated_by(user, prefix))
