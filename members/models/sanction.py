"""What moderators decide about somebody's conduct, and what they tell each other about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.ids import RefField
from members.sanction_querysets import NoteQuerySet, SanctionQuerySet

PERSON = settings.AUTH_USER_MODEL


class Sanction(models.Model):
    """A warning, silence or suspension of one person. It runs until `until` (null: until somebody lifts it).

    warning: the person is told, and moderators see it while it runs. silence: the person reads, and writes nothing
    outside of spaces, where keepers decide. suspension: the account is closed meanwhile. reason: the person reads it.
    appealed_at: since when another moderator is asked to look at it again, and `appeal` what the person says to it.
    once: of the form that it was decided with, "" for none.
    """

    WARNING, SILENCE, SUSPENSION = "warning", "silence", "suspension"
    KINDS = [(WARNING, _("Warning")), (SILENCE, _("Silence")), (SUSPENSION, _("Suspension"))]

    ref = RefField()
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    reason = models.CharField(_("reason"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    appeal = models.CharField(_("what you say to it"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(null=True)
    once = models.CharField(max_length=43, blank=True, editable=False)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "once"], condition=~Q(once=""), name="a_sanction_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_sanction_says_why"),
            models.CheckConstraint(condition=~Q(kind="warning") | Q(until__isnull=False), name="a_warning_ends"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("at")), name="a_sanction_lasts"),
            models.CheckConstraint(
                condition=Q(appealed_at=None, appeal="") | (Q(appealed_at__isnull=False) & ~Q(appeal="")),
                name="an_appeal_says_something",
            ),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="sanctions_of_a_person")]

    def __str__(self):
        return f"{self.kind} {self.ref}"

    def get_absolute_url(self):
        return reverse("sanction", args=[self.ref])

    @property
    def is_running(self):
        return not self.lifted_at and (self.until is None or self.until > timezone.now())


class MemberNote(models.Model):
    """What a moderator notes of a member, for the other moderators and the stewards; the member never reads it here."""

    ref = RefField()
    about = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.CharField(_("note"), max_length=1000)
    at = models.DateTimeField(default=timezone.now)
    once = models.CharField(max_length=43)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_note_says_something"),
            models.UniqueConstraint(fields=["by", "once"], name="a_note_once"),
        ]
        indexes = [models.Index(fields=["about", "-at"], name="notes_about_a_person")]

    def __str__(self):
        return self.ref
