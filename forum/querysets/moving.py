"""Who is led on from where something was, and who sees a move that waits."""

from django.db import models
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from core.gate import audiences_of, is_member
from forum.moderated import moderated_by


class TopicStubQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Inside one audience alone: who held it while the topic stood, and finds the other topic by it now."""
        topics = self.model._meta.get_field("into").related_model.objects
        same = self.filter(audience_id__in=audiences_of(user), into__audience_id=F("audience_id"))
        return same.filter(Exists(topics.visible_to(user).filter(pk=OuterRef("into_id"))))


class PostStubQuerySet(models.QuerySet):
    def visible_to(self, user):
        """As above: of posts that still stand in the audience which they stood in then."""
        posts = self.model._meta.get_field("post").related_model.objects
        same = self.filter(topic__audience_id__in=audiences_of(user), post__topic__audience_id=F("topic__audience_id"))
        return same.filter(Exists(posts.visible_to(user).filter(pk=OuterRef("post_id"))))


class MoveQuerySet(models.QuerySet):
    def visible_to(self, user):
        """To those who moderate where it comes from and read where it goes, while it waits."""
        if not is_member(user):
            return self.none()
        open_to_both = self.waiting().filter(moderated_by(user, "topic__"), topic__audience_id__in=audiences_of(user))
        return open_to_both.filter(board__audience_id__in=audiences_of(user))

    def waiting(self):
        return self.filter(ended_at=None, created_at__gt=timezone.now() - self.model.LASTS)

    def for_things(self):
        return self.select_related(
            "topic__board__audience__space", "topic__audience__space", "board__audience__space", "asked_by", "into"
        ).prefetch_related("topic__board__texts", "board__texts")
