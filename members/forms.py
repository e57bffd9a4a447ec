from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText


class WelcomeForm(forms.Form):
    """Name and password of somebody who comes in by a one-time link."""

    name = PlainText(label=_("Your name, as others will see it"), max_length=120)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=128,
        help_text=_("15 characters or more. A sentence of your own is easy to remember and hard to guess."),
    )

    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        self.person = person

    def clean_password(self):
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]
