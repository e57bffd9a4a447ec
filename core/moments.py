"""State is a moment, not a flag: when something was hidden, withdrawn, held or erased."""

from operator import attrgetter

from django.db import models
from django.utils.translation import gettext_lazy as _

MOMENTS = ("hidden_at", "withdrawn_at", "held_at", "erased_at")
_moments = attrgetter(*MOMENTS)


class Moments(models.Model):
    """The four moments that take a row out of readers' sight."""

    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    held_at = models.DateTimeField(_("held at"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def stands(self):
        """Whether no moment takes it out of sight."""
        return not any(_moments(self))


class Standing:
    """For querysets of models with `Moments`."""

    def standing(self):
        return self.filter(**standing())


def standing(prefix=""):
    """The filter "none of the moments is set", for a queryset or, with a prefix, for what it joins."""
    return {f"{prefix}{moment}__isnull": True for moment in MOMENTS}
