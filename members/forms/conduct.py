"""What moderators decide and note about somebody's conduct, and what that person says to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LongText, OnceField, PlainText
from members import rules
from members.models import Sanction

# How long one runs, in days; 0: until it is lifted.
DAYS = [(1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (0, _("Until it is lifted"))]


class SanctionForm(forms.Form):
    """Warn, silence or suspend: what this person may decide about that one."""

    kind = forms.ChoiceField(label=_("What happens"), widget=forms.RadioSelect)
    days = forms.TypedChoiceField(label=_("For how long"), choices=DAYS, coerce=int, initial=7)
    reason = LongText(
        label=_("Why"),
        max_length=1000,
        help_text=_("The person reads this. Please name no case and no third person."),
        error_messages={"required": _("Please say why.")},
    )
    once = OnceField()

    def __init__(self, *args, by, person, **options):
        super().__init__(*args, **options)
        offered = [(kind, label) for kind, label in CHOICES if rules.can_sanction(by, person, kind)]
        self.fields["kind"].choices = offered

    def clean(self):
        if self.cleaned_data.get("kind") == Sanction.WARNING and self.cleaned_data.get("days") == 0:
            self.add_error("days", _("A warning comes to an end. Please choose when."))
        return self.cleaned_data


CHOICES = [
    (Sanction.WARNING, _("Warn: the person is told, and moderators see it meanwhile")),
    (Sanction.SILENCE, _("Silence: the person reads, and writes nothing outside of spaces")),
    (Sanction.SUSPENSION, _("Suspend: the account is closed meanwhile, and all its sessions end")),
]


class NoteForm(forms.Form):
    """Something about a member, for the other moderators and the stewards."""

    text = LongText(
        label=_("Note"),
        max_length=1000,
        help_text=_("Moderators and stewards read it, for as long as there is this account; the person doesn’t."),
    )
    once = OnceField()


class AppealForm(forms.Form):
    """What somebody says to a decision about them."""

    words = LongText(
        label=_("What should be looked at again?"), max_length=2000, error_messages={"required": _("Please say why.")}
    )


class LiftForm(forms.Form):
    """Why a sanction ends before its day."""

    reason = PlainText(label=_("Why it ends now"), max_length=200)
