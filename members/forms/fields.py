"""Addresses, passwords and names as fields, with our words."""

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import PlainText, refuse_controls, refuse_too_much
from members.models.user import normal_email

LONGEST_ADDRESS = 254  # the column's length, and the longest that a mail server takes
LONGEST_PASSWORD = 256
# Unicode counts these fillers of Hangul as letters, and draws nothing.
UNSEEN = "\u115f\u1160\u3164\uffa0"


class Address(forms.EmailField):
    """An e-mail address in its normal form. One thing that is wrong is said at a time."""

    default_error_messages = {"required": _("Please type your e-mail address.")}
    widget = forms.EmailInput

    def __init__(self, label, *, autocomplete="email"):
        super().__init__(label=label, widget=self.widget(attrs={"autocomplete": autocomplete, "dir": "ltr"}))

    def clean(self, value):
        text = self.to_python(value)
        # Django's own checks of NUL and length would speak at the same time, and less helpfully.
        refuse_controls(text)
        refuse_too_much(text, LONGEST_ADDRESS)
        # Small letters and the form of name servers can be more letters than were typed, or such as no address has.
        address = normal_email(super().clean(text))
        refuse_too_much(address, LONGEST_ADDRESS)
        return super().clean(address)


class Name(PlainText):
    """A person's name: of any length down to one letter, but with a letter that is seen."""

    default_error_messages = {"required": _("Please type your name.")}

    def __init__(self, **options):
        super().__init__(max_length=120, **options)

    def clean(self, value):
        text = super().clean(value)
        if text and not any(letter.isalpha() and letter not in UNSEEN for letter in text):
            raise ValidationError(_("A name has at least one letter."), code="no_letter")
        return text


class Password(forms.CharField):
    """A password exactly as it was typed: spaces at its ends are part of it."""

    default_error_messages = {"required": _("Please type your password.")}

    def __init__(self, label, *, autocomplete="current-password", **options):
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "dir": "auto"})
        super().__init__(label=label, strip=False, widget=widget, **options)

    def clean(self, value):
        text = self.to_python(value)
        self.validate(text)
        refuse_controls(text)
        refuse_too_much(text, LONGEST_PASSWORD)
        return text


class NewPassword(Password):
    """A password that somebody chooses: long enough, not a common one, not like the person's name."""

    default_error_messages = {"required": _("Please choose a password.")}

    def __init__(self, label, *, person):
        said = _("15 characters or more. A sentence of your own is easy to remember and hard to guess.")
        super().__init__(label, autocomplete="new-password", help_text=said)
        self.person = person

    def clean(self, value):
        return get_adapter().clean_password(super().clean(value), user=self.person)


class Twice:
    """A new password, typed twice because nobody sees what they type."""

    def ask_twice(self, person):
        self.fields["password1"] = NewPassword(_("New password"), person=person)
        missing = {"required": _("Please type the password a second time.")}
        again = Password(_("The same password again"), autocomplete="new-password", error_messages=missing)
        self.fields["password2"] = again

    def clean(self):
        # Asked here and not by allauth, so that the sentence comes from our catalogue.
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Please type the same one twice."))
        return self.cleaned_data
