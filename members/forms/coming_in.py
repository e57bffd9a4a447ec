"""What somebody who comes in is asked: name, and password or passkey; then where they work and what they speak."""

import zoneinfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText
from members.forms.fields import Address, Name, NewPassword
from members.models import User

AREAS = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}


class AccountForm(forms.Form):
    """The first step.

    invitation: whose link was followed; its address is asked for, not shown. by_passkey: whether its sender goes on
    by a passkey; then no password is asked for, whatever stands there.
    """

    email = Address(_("Your e-mail address"), autocomplete="username")
    name = Name(label=_("Your name, as others will see it"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args, invitation, by_passkey=False, **options):
        super().__init__(*args, **options)
        self.by_passkey = by_passkey
        self.fields["email"].help_text = _("The one that the invitation came to.")
        self.fields["language"].choices = [
            (code, label) for code, label in settings.LANGUAGES if code in settings.INTERFACE_LANGUAGES
        ]
        person = User(email=invitation.email, name=self.data.get("name", "")[:120])
        self.fields["password"] = NewPassword(_("Password"), person=person)

    def clean(self):
        if self.by_passkey:
            self.errors.pop("password", None)
            self.cleaned_data.pop("password", None)
        return self.cleaned_data


class AboutForm(forms.Form):
    """The short profile."""

    job_title = PlainText(
        label=_("Your position"),
        max_length=160,
        help_text=_("As on your card, in the language you work in."),
        error_messages={"required": _("Please type what you do.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), error_messages={"required": _("Please choose the place whose clock you go by.")}
    )
    speaks = forms.MultipleChoiceField(
        label=_("Languages you can work in"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one language.")},
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["time_zone"].choices = [("", _("Choose a place")), ("UTC", "UTC"), *_zones()]


def _zones():
    """[(continent, [(zone, place)])] of the zones that are named after places."""
    areas = {}
    for zone in sorted(zoneinfo.available_timezones()):
        area, slash, place = zone.partition("/")
        if slash and area in AREAS:
            areas.setdefault(area, []).append((zone, place.replace("_", " ")))
    return sorted(areas.items())
