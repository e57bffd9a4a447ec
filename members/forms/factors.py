"""What people show as a second factor: codes and passkeys. allauth's forms, with our fields, words and walls."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import CollectedClientData

from core.forms import PlainText, refuse_controls, refuse_too_much

LONGEST_CODE = 40
LONGEST_CREDENTIAL = 20_000


class Code(forms.CharField):
    """A code as people type it, with its spaces."""

    default_error_messages = {"required": _("Please type the code.")}

    def __init__(self, label, **options):
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
        super().__init__(label=label, widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value):
        text = self.to_python(value)
        self.validate(text)
        refuse_controls(text)
        refuse_too_much(text, LONGEST_CODE)
        return "".join(text.split())


class CodeForm(AuthenticateForm):
    code = Code(_("Code"), help_text=_("From your app, or one of your recovery codes."))


class CodeAgainForm(ReauthenticateForm):
    code = Code(_("Code"), help_text=_("From your app, or one of your recovery codes."))


class FirstCodeForm(ActivateTOTPForm):
    code = Code(_("Code that the app shows now"))

    def clean_code(self):
        """The code that shows that the app works is used up by it, like any other."""
        code = super().clean_code()
        if not TOTP(Authenticator(user=self.user))._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Credential(forms.JSONField):
    """What a passkey answers. Its browser says for which address it was asked: any but ours is refused."""

    widget = forms.HiddenInput
    default_error_messages = {"required": _("Nothing came from your passkey. This needs JavaScript in your browser.")}

    def clean(self, value):
        refuse_too_much(value or "", LONGEST_CREDENTIAL)
        answer = super().clean(value)
        if _origin(answer) != settings.BASE_URL:
            raise get_adapter().validation_error("incorrect_passkey")
        return answer


def _origin(answer):
    """The address for which a browser says that a passkey was asked, or None for what is no such answer."""
    try:
        return CollectedClientData(websafe_decode(answer["response"]["clientDataJSON"])).origin
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


class NewPasskeyForm(allauth.AddWebAuthnForm):
    passwordless = None  # all of ours open the door by themselves, and ask who holds them
    name = PlainText(
        label=_("Name of the passkey"), max_length=60, help_text=_("So that you know it again in the list.")
    )
    credential = Credential()

    def clean(self):
        """What is no answer of a passkey is refused in words; allauth catches only some of what its parser raises."""
        try:
            return super().clean()
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_passkey") from error


class PasskeyNameForm(allauth.EditWebAuthnForm):
    name = PlainText(label=_("Name of the passkey"), max_length=60)


class PasskeyForm(allauth.AuthenticateWebAuthnForm):
    credential = Credential()


class PasskeyAgainForm(allauth.ReauthenticateWebAuthnForm):
    credential = Credential()


class PasskeySignInForm(allauth.LoginWebAuthnForm):
    credential = Credential()
