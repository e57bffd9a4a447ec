from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText


class DecisionForm(forms.Form):
    """What a moderator decides on a reported thing."""

    decision = forms.CharField(max_length=20, widget=forms.HiddenInput)
    reason = PlainText(
        label=_("Reason"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Kept in the audit log. Please do not repeat what should not be read."),
    )
