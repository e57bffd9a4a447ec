"""Who reads which posts."""

from django.db import models
from django.db.models import Count, Q

from core.gate import is_member
from core.moments import Standing, standing


class PostQuerySet(Standing, models.QuerySet):
    def visible_to(self, user):
        """Posts that stand in topics one sees; out of sight, one's own and those of boards one moderates."""
        topics = self.model._meta.get_field("topic").related_model.objects.visible_to(user)
        held = self.filter(topic__in=topics.values("pk"), erased_at=None)
        if not is_member(user):
            return held.standing()
        boards = self.model._meta.get_field("topic").related_model._meta.get_field("board").related_model
        moderated = boards.objects.moderated_by(user).values("pk")
        return held.filter(Q(**standing()) | Q(origin__user=user) | Q(topic__board__in=moderated))

    def for_reading(self):
        """In order, with faces, origin (to be compared with the reader) and how many versions there are."""
        faces = self.select_related("origin", "author__profile__institution")
        return (
            faces.prefetch_related("author__profile__institution__names")
            .annotate(version_count=Count("revisions"))
            .order_by("number")
        )

    def with_place(self):
        return self.select_related("topic__audience__space", "topic__board__audience__space")

    def for_things(self):
        return (
            self.with_place()
            .select_related("author")
            .prefetch_related("topic__board__texts", "topic__board__moderators")
        )
