"""What readers put on a post."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from forum.models import Signal
from members.models import Institution


class BookmarkForm(forms.Form):
    """Why one wants to find a post again, and when to be told of it, in one's own time zone."""

    note = PlainText(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("For yourself: what you want to do with it."),
    )
    remind_at = forms.DateTimeField(
        label=_("Remind me"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("Please give a day and a time, such as 2027-03-01 09:00.")},
    )

    def clean_remind_at(self):
        moment = self.cleaned_data["remind_at"]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("This moment is over already. Please choose a later one."), code="past")
        return moment


class SignalForm(forms.Form):
    """What a post was to a reader, and where it was tried."""

    kind = forms.ChoiceField(label=_("What do you say of it?"), choices=Signal.KINDS, widget=forms.RadioSelect)
    country = forms.ChoiceField(
        label=_("Where it was tried"),
        required=False,
        help_text=_("For what worked or did not. Others see the country, and not who you are."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["country"].choices = [("", _("Choose a country")), *((name, name) for name in countries())]

    def clean(self):
        said = super().clean()
        if said.get("kind") in (Signal.WORKED, Signal.FAILED) and not said.get("country"):
            self.add_error("country", _("Please say in which country."))
        return said


def countries():
    """The countries that institutions are in, by name."""
    rows = Institution.objects.exclude(country="").order_by("country")
    return list(rows.values_list("country", flat=True).distinct())
