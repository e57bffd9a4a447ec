"""Who finds which boards."""

from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from core.gate import audiences_of
from core.moments import standing
from forum.moderated import moderated_by


class BoardQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(audience_id__in=audiences_of(user))

    def open(self):
        return self.filter(archived_at=None)

    def moderated_by(self, user):
        """Boards that this person sees and moderates; `rules.can_moderate` says the same of one board."""
        return self.visible_to(user).filter(moderated_by(user, board="pk"))

    def with_texts(self):
        return self.select_related("audience__space").prefetch_related("texts", "theme__texts")

    def for_things(self):
        return self.with_texts().prefetch_related("moderators")

    def for_listing(self, user):
        """In order, with `topic_count`, `unread_count` and `latest_id` (the topic last written in) for this reader."""
        topics = self._topics(user)
        unread = topics.unread_by(user)
        latest = topics.order_by("-bumped_at", "-ref").values("pk")[:1]
        counted = self.annotate(topic_count=_count(topics), unread_count=_count(unread), latest_id=Subquery(latest))
        return counted.with_texts().order_by("position", "id")

    def _topics(self, user):
        topics = self.model._meta.get_field("topics").related_model.objects
        return topics.visible_to(user).filter(board=OuterRef("pk"), **standing())


def _count(rows):
    """How many rows a correlated queryset has, as one column."""
    counted = rows.order_by().annotate(one=F("board_id")).values("one").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
