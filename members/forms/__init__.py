from members.forms.contact import MessageForm, ReportForm
from members.forms.doors import (
    AgainForm,
    ChangePasswordForm,
    NewAddressForm,
    ResetForm,
    ResetFromKeyForm,
    SetPasswordForm,
    SignInForm,
    WelcomeForm,
)
from members.forms.fields import LONGEST_ADDRESS, LONGEST_PASSWORD, Address, NewPassword, Password
from members.forms.profile import ProfileForm

__all__ = [
    "MessageForm",
    "ProfileForm",
    "ReportForm",
    "Address",
    "AgainForm",
    "ChangePasswordForm",
    "LONGEST_ADDRESS",
    "LONGEST_PASSWORD",
    "NewAddressForm",
    "NewPassword",
    "Password",
    "ResetForm",
    "ResetFromKeyForm",
    "SetPasswordForm",
    "SignInForm",
    "WelcomeForm",
]
