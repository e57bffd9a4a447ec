"""What people type at the door: addresses, passwords, names. allauth's forms, with our fields and our words."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from members.forms.fields import Address, Name, NewPassword, Password, Twice


class SignInForm(allauth.LoginForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields = {
            "login": Address(_("E-mail address"), autocomplete="username"),
            "password": Password(_("Password")),
        }

    def _post_clean(self):
        """What is wrong with the two together stands at the second, where the typing goes on."""
        super()._post_clean()
        for error in self.errors.pop(NON_FIELD_ERRORS, []):
            self.add_error("password", error)


class ResetForm(allauth.ResetPasswordForm):
    email = Address(_("E-mail address"))

    def save(self, request, **options):
        """Mail the link to a member; for an address of nobody do the same work, so that the time tells nothing."""
        if not self.users:
            get_adapter().imagine_reset_mail(self.cleaned_data["email"])
        return super().save(request, **options)


class ResetFromKeyForm(Twice, allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.ask_twice(self.user)


class SetPasswordForm(Twice, allauth.SetPasswordForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.ask_twice(self.user)


class ChangePasswordForm(Twice, allauth.ChangePasswordForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["oldpassword"] = Password(_("Your password now"))
        self.ask_twice(self.user)


class AgainForm(allauth.ReauthenticateForm):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["password"] = Password(_("Password"))


TOO_SOON = _(
    "A link went to this address less than three minutes ago. The next can go three minutes after it: please try again "
    "then. Until then nothing changes."
)


class NewAddressForm(allauth.AddEmailForm):
    email = Address(_("New e-mail address"))

    def clean_email(self):
        """No link is mailed twice within three minutes: then the change before stays, with its link."""
        email = super().clean_email()
        if was_just_mailed(get_adapter().request, email):
            raise forms.ValidationError(TOO_SOON)
        return email


def was_just_mailed(request, email):
    """Whether a link to confirm this address has gone so lately that none goes now."""
    return not ratelimit.consume(request, action="confirm_email", key=email.lower(), dry_run=True)


class WelcomeForm(forms.Form):
    """Name and password of somebody who comes in by a one-time link."""

    name = Name(label=_("Your name, as others will see it"))

    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        self.fields["password"] = NewPassword(_("Password"), person=person)
