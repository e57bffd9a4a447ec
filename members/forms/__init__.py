from members.forms.charter import CharterForm
from members.forms.coming_in import AboutForm, AccountForm
from members.forms.contact import MessageForm, ReportForm
from members.forms.doors import (
    TOO_SOON,
    AgainForm,
    ChangePasswordForm,
    NewAddressForm,
    ResetForm,
    ResetFromKeyForm,
    SetPasswordForm,
    SignInForm,
    WelcomeForm,
    was_just_mailed,
)
from members.forms.factors import (
    CodeAgainForm,
    CodeForm,
    FirstCodeForm,
    FirstPasskeyForm,
    NewPasskeyForm,
    PasskeyAgainForm,
    PasskeyForm,
    PasskeyNameForm,
    PasskeySignInForm,
)
from members.forms.fields import LONGEST_ADDRESS, LONGEST_PASSWORD, Address, NewPassword, Password
from members.forms.institutions import FocalPointForm, InstitutionForm
from members.forms.invitations import InviteForm, doubts_about
from members.forms.profile import ProfileForm
from members.forms.recovery import HowForm, LostForm, NewStartForm
from members.forms.spaces import (
    AskForm,
    InviteIntoForm,
    KindForm,
    MembershipForm,
    NewSpaceForm,
    OutsiderForm,
    SettingsForm,
    TermsForm,
)

__all__ = [
    "TOO_SOON",
    "was_just_mailed",
    "AboutForm",
    "AccountForm",
    "MessageForm",
    "ProfileForm",
    "ReportForm",
    "Address",
    "AgainForm",
    "AskForm",
    "doubts_about",
    "ChangePasswordForm",
    "CharterForm",
    "CodeAgainForm",
    "CodeForm",
    "FirstCodeForm",
    "FirstPasskeyForm",
    "FocalPointForm",
    "HowForm",
    "InstitutionForm",
    "InviteForm",
    "InviteIntoForm",
    "KindForm",
    "LONGEST_ADDRESS",
    "LONGEST_PASSWORD",
    "LostForm",
    "MembershipForm",
    "NewAddressForm",
    "NewPasskeyForm",
    "NewPassword",
    "NewSpaceForm",
    "NewStartForm",
    "OutsiderForm",
    "PasskeyAgainForm",
    "PasskeyForm",
    "PasskeyNameForm",
    "PasskeySignInForm",
    "Password",
    "ResetForm",
    "ResetFromKeyForm",
    "SetPasswordForm",
    "SettingsForm",
    "SignInForm",
    "TermsForm",
    "WelcomeForm",
]
