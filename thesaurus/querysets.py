"""Concepts are public; what is listed comes with its names."""

from django.db import models
from django.utils.translation import get_language


class ConceptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees every concept, retired ones too: something may still be tagged with them."""
        return self.all()

    def current(self):
        """Those that stand in the thesaurus now."""
        return self.filter(retired_at=None)

    def tops(self):
        return self.filter(broader=None)

    def for_listing(self):
        """With their names in the reader's language and in English: one query more, however many they are."""
        names = self.model.labels.rel.related_model.objects.preferred().filter(language__in={get_language(), "en"})
        return self.prefetch_related(models.Prefetch("labels", queryset=names, to_attr="preferred"))

    def for_things(self):
        return self.for_listing()

    def in_order(self):
        """As the data files have them: a scheme after the other, what is narrower below what is broader."""
        return self.order_by("position")


class LabelQuerySet(models.QuerySet):
    def preferred(self):
        return self.filter(kind="pref")

    def shown(self):
        """Without the typed forms, which only help to find."""
        return self.exclude(kind="hidden")

    def in_order(self):
        return self.order_by("position")
