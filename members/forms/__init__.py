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
from members.forms.factors import (
    CodeAgainForm,
    CodeForm,
    FirstCodeForm,
    NewPasskeyForm,
    PasskeyAgainForm,
    PasskeyForm,
    PasskeyNameForm,
    PasskeySignInForm,
)
from members.forms.fields import LONGEST_ADDRESS, LONGEST_PASSWORD, Address, NewPassword, Password
from members.forms.recovery import HowForm, LostForm, NewStartForm

__all__ = [
    "CodeAgainForm",
    "CodeForm",
    "FirstCodeForm",
    "HowForm",
    "LostForm",
    "NewStartForm",
    "NewPasskeyForm",
    "PasskeyAgainForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "PasskeySignInForm",
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
