from members.forms.charter import CharterForm
from members.forms.coming_in import AboutForm, AccountForm
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
from members.forms.institutions import FocalPointForm, InstitutionForm
from members.forms.invitations import InviteForm
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
    "AboutForm",
    "AccountForm",
    "Address",
    "AgainForm",
    "ChangePasswordForm",
    "CharterForm",
    "FocalPointForm",
    "InstitutionForm",
    "InviteForm",
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
