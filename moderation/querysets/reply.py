"""Which messages there are to choose from."""

from django.db import models


class ReplyTemplateQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(retired_at=None).prefetch_related("texts").order_by("to", "created_at", "id")
