from django.db import models


class BoardThemeQuerySet(models.QuerySet):
    def in_order(self):
        return self.prefetch_related("texts").order_by("position", "pk")
