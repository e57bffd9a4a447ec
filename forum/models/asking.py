"""Who is asked to answer in a topic, and what of the library is said to apply to it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from forum.querysets.asking import AskedQuerySet


class Asked(models.Model):
    """Somebody is asked to answer. by: the face of who asks, null where the topic's readers see none."""

    ref = RefField()
    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="asked")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(default=timezone.now)

    objects = AskedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="asked_once_in_a_topic")]
        indexes = [models.Index(fields=["user", "at"], name="asked_of_a_person")]

    def __str__(self):
        return self.ref


class Applies(models.Model):
    """A member says that a lesson or a practice applies to a topic. key: `kind:ref`."""

    topic = models.ForeignKey("forum.Topic", on_delete=models.CASCADE, related_name="applies")
    key = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "key"], name="applies_once_to_a_topic")]

    def __str__(self):
        return f"{self.topic_id} {self.key}"
