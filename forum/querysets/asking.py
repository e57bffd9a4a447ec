"""Who learns whom somebody has asked."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.gate import is_member


class AskedQuerySet(models.QuerySet):
    def visible_to(self, user):
        """To the one who is asked, who asked, and who started the topic; as far as they see the topic."""
        if not is_member(user):
            return self.none()
        topics = self.model._meta.get_field("topic").related_model.objects
        mine = Q(user=user) | Q(by=user) | Q(topic__origin__user=user)
        return self.filter(mine, Exists(topics.visible_to(user).standing().filter(pk=OuterRef("topic_id"))))

    def for_things(self):
        return self.select_related("topic", "by")
