"""Who reads which translations of posts: who reads the post, as long as both stand."""

from django.db import models
from django.db.models import F, Q

from core.gate import is_member
from core.moments import Standing, standing
from forum.moderated import moderated_by, moderates_nothing
from forum.querysets.topic import seen_by


class TranslationQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """Translations that stand of posts one sees, which stand too; out of sight, one's own and those of boards one
        moderates."""
        held = self.filter(seen_by(user, "post__topic__"), erased_at=None, **standing("post__"))
        if not is_member(user):
            return held.standing()
        return held.filter(Q(**standing()) | Q(author=user) | moderated_by(user, "post__topic__"))

    def moderated_by(self, user):
        """Those by others on boards that this person moderates, whatever became of them, with their posts in sight."""
        mine = self.none() if moderates_nothing(user) else self.visible_to(user)
        return mine.filter(moderated_by(user, "post__topic__")).exclude(author=user)

    def to_improve(self, user, language):
        """The one in a language that this person's next version is of: what stands, else what waits of their own."""
        there = self.filter(language=language, hidden_at=None, withdrawn_at=None, erased_at=None)
        return there.filter(Q(held_at=None) | Q(author=user)).order_by(F("held_at").asc(nulls_first=True)).first()

    def with_place(self):
        """With the post, its topic and what tells their place."""
        return self.select_related("post__topic__audience__space", "post__topic__board__audience__space", "author")

    def to_name(self):
        return self.select_related("post__topic").only(
            "ref", "language", "post__number", "post__topic__ref", "post__topic__title", "post__topic__language"
        )

    def for_things(self):
        return self.with_place().prefetch_related("post__topic__board__texts", "post__topic__board__moderators")
