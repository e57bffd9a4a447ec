"""Polls: what hangs on a topic in which people choose.

In a poll by name a ballot has its choices. In an anonymous one the database knows who voted (`Ballot`) and how often
each was chosen (`PollChoice.sealed_count`), and nothing that ties the two: not even an order of rows.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField


class Poll(models.Model):
    """Closes at `closes_at`, or when its topic is closed to replies. An anonymous one always has an end."""

    topic = models.OneToOneField("forum.Topic", on_delete=models.CASCADE, related_name="poll")
    is_multiple = models.BooleanField(_("several choices"), default=False)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_anonymous=False) | Q(closes_at__isnull=False), name="an_anonymous_poll_has_an_end"
            ),
        ]

    def __str__(self):
        return str(self.topic_id)

    @property
    def is_over(self):
        """Whether its time is up."""
        return self.closes_at is not None and self.closes_at <= timezone.now()


class PollChoice(models.Model):
    """One of the answers. sealed_count: how often it was chosen in an anonymous poll; a row for each vote would tell by
    its place among the others who cast it."""

    ref = RefField()
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("text"), max_length=200)
    sealed_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["poll", "position"], name="a_place_for_each_choice"),
            models.UniqueConstraint(fields=["poll", "text"], name="a_choice_stands_once"),
            models.CheckConstraint(condition=~Q(text=""), name="a_choice_has_a_text"),
        ]

    def __str__(self):
        return self.text


class Ballot(models.Model):
    """That somebody voted. choices: what, in a poll by name; always empty in an anonymous one."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    choices = models.ManyToManyField(PollChoice, related_name="ballots")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="one_ballot_a_person")]

    def __str__(self):
        return str(self.poll_id)
