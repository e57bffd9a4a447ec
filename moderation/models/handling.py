"""Labels that say how what somebody shared may be passed on. The set is data (`moderation.ensure`); what a label means
is asked of `moderation.handling` alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.deeds import DEEDS

COMMUNITY = "community"  # what is marked with nothing else


class Handling(models.Model):
    """One label. position: the greater, the stricter; of two that meet the stricter one counts."""

    key = models.CharField(max_length=30, primary_key=True)
    position = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="a_handling_has_a_key")]

    def __str__(self):
        return self.key


class HandlingText(models.Model):
    """What a label is called, and what it asks of whoever reads, in one language."""

    handling = models.ForeignKey(Handling, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    name = models.CharField(max_length=80)
    meaning = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handling", "language"], name="one_handling_text_per_language"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(meaning=""), name="a_handling_says_what_it_means"),
        ]

    def __str__(self):
        return self.name


class Forbidden(models.Model):
    """One deed (`core.deeds`) that a label forbids."""

    handling = models.ForeignKey(Handling, on_delete=models.CASCADE, related_name="forbidden")
    deed = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handling", "deed"], name="forbidden_once_by_a_handling"),
            models.CheckConstraint(condition=Q(deed__in=DEEDS), name="a_deed_that_can_be_forbidden"),
        ]

    def __str__(self):
        return f"{self.handling_id} {self.deed}"
