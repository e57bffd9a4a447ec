"""What people show as a second factor: codes and passkeys. allauth's forms, with our fields, words and walls."""

import struct

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as allauth
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode
from fido2.webauthn import CollectedClientData

from core.forms import PlainText, refuse_controls, refuse_too_much
from core.ids import LENGTH
from members.models import User

LONGEST_CODE = 40
LONGEST_CREDENTIAL = 20_000
# What the parsers of allauth and fido2 raise over what is no answer of a passkey, besides their own refusals.
UNREADABLE = (ValidationError, AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)


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


class OwnWords:
    """allauth's sentence about too many attempts speaks of an address and a new password, which help nobody here."""

    def _clean_counted(self, clean):
        try:
            return clean()
        except ValidationError as error:
            if error.code != "too_many_login_attempts":
                raise
            raise get_adapter().validation_error("too_many_codes") from error


class OfCodes(OwnWords):
    def clean_code(self):
        return self._clean_counted(super().clean_code)


class OfPasskeys(OwnWords):
    def clean_credential(self):
        return self._clean_counted(super().clean_credential)


class CodeForm(OfCodes, AuthenticateForm):
    code = Code(_("Code"), help_text=_("From your app, or one of your recovery codes."))


class CodeAgainForm(OfCodes, ReauthenticateForm):
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
    """What a passkey answers. Its browser says for which address it was asked: any but ours is refused.

    refusal: the sentence about an answer that does not count, by its name in `members.factors`.
    """

    widget = forms.HiddenInput
    default_error_messages = {"required": _("Nothing came from your passkey. This needs JavaScript in your browser.")}

    def __init__(self, refusal="incorrect_passkey", **options):
        super().__init__(**options)
        self.refusal = refusal

    def clean(self, value):
        text = value or ""
        refuse_too_much(text, LONGEST_CREDENTIAL)
        # Browsers write base64url and nothing that JSON escapes; PostgreSQL keeps no NUL and no half of a pair.
        is_plain = text.isascii() and "\\" not in text
        answer = super().clean(text) if is_plain else None
        if _origin(answer) != settings.BASE_URL:
            raise get_adapter().validation_error(self.refusal)
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
    credential = Credential("passkey_not_made")

    def clean(self):
        """What is no answer of a passkey is refused in words; allauth catches only some of what its parser raises, and
        has a sentence for wrong codes alone."""
        try:
            return super().clean()
        except UNREADABLE as error:
            raise get_adapter().validation_error("passkey_not_made") from error

    def _post_clean(self):
        """What is wrong with the answer is said of the whole form: nobody can go to a field that is not shown."""
        super()._post_clean()
        for error in self.errors.pop("credential", []):
            self.add_error(None, error)


class FirstPasskeyForm(NewPasskeyForm):
    """The passkey that somebody comes in with; it is given its name for them. user: the account that is to be."""

    name = None


class PasskeyNameForm(allauth.EditWebAuthnForm):
    name = PlainText(label=_("Name of the passkey"), max_length=60)


class PasskeyForm(OfPasskeys, allauth.AuthenticateWebAuthnForm):
    credential = Credential()


class PasskeyAgainForm(OfPasskeys, allauth.ReauthenticateWebAuthnForm):
    credential = Credential()


class PasskeySignInForm(allauth.LoginWebAuthnForm):
    credential = Credential()

    def clean_credential(self):
        answer = self.cleaned_data["credential"]
        auth.parse_authentication_response(answer)
        return auth.complete_authentication(_owner(answer), answer)


def _owner(answer):
    """Whose passkey it says that it is: by the ref of the account, or its number in passkeys of an earlier version."""
    try:
        handle = websafe_decode(answer["response"]["userHandle"]).decode()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error
    if len(handle) != LENGTH or not handle.isalnum():
        return auth.extract_user_from_response(answer)
    user = User.objects.filter(ref=handle).first()
    if user is None:
        raise get_adapter().validation_error("incorrect_code")
    return user
