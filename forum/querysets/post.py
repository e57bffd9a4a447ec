"""Who reads which posts."""

from django.db import models
from django.db.models import Q

from core.gate import is_member
from core.moments import Standing, standing
from forum.moderated import moderated_by, moderates, moderates_nothing
from forum.querysets.topic import seen_by


class PostQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """Posts that stand in topics one sees; out of sight, one's own and those of boards one moderates."""
        held = self.filter(seen_by(user, "topic__"), erased_at=None)
        if not is_member(user):
            return held.standing()
        return held.filter(Q(**standing()) | Q(origin__user=user) | moderated_by(user, "topic__"))

    def moderated_by(self, user):
        """Those of others on boards that this person sees and moderates, whatever is out of sight or erased."""
        if moderates_nothing(user):
            return self.none()
        return self.filter(moderated_by(user, "topic__")).exclude(origin__user=user)

    def visible_in(self, topic, user):
        """The posts of a topic that this person was found to see; as `visible_to`, without asking for it once more."""
        return self.filter(topic=topic).in_sight_of(user, moderates(user, topic))

    def in_sight_of(self, user, moderating):
        """Of posts whose topic this person was found to see, those that stand; their own; where they moderate, all."""
        held = self.filter(erased_at=None)
        if moderating:
            return held
        return held.filter(Q(**standing()) | Q(origin__user=user)) if is_member(user) else held.standing()

    def new_to(self, user, after):
        """Posts of others behind a number, since all counted as read; one's own are not, whatever face they show."""
        fresh = self.standing().filter(number__gt=after).exclude(origin__user=user)
        return fresh.filter(created_at__gt=user.caught_up_at) if user.caught_up_at else fresh

    def for_reading(self):
        """In order, with their origin (to be compared with the reader). Faces come apart: `faces.faces_of`."""
        return self.select_related("origin").order_by("number")

    def with_place(self):
        return self.select_related("topic__audience__space", "topic__board__audience__space")

    def for_index(self):
        """With what search knows of a post: there may be very many."""
        read = ("ref", "body", "body_html", "markup_version", "handling", "language", "created_at", "translated_at",
                "author__ref", "topic__ref", "topic__title", "topic__accepted", "topic__board__ref",
                "topic__audience__key", "topic__audience__space__ref", "topic__audience__space__kind")  # fmt: skip
        return self.select_related("topic__audience__space", "topic__board", "author").only(*read)

    def to_name(self):
        return self.select_related("topic").only("ref", "number", "topic__ref", "topic__title", "topic__language")

    def for_things(self):
        return (
            self.with_place()
            .select_related("author", "origin")
            .prefetch_related("topic__board__texts", "topic__board__moderators")
        )
