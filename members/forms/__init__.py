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

__all__ = [
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
