"""What allauth asks of us about second factors: secrets are sealed, passkeys belong to one address, words are ours."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.sealing import seal, unseal
from members import second_factor


class Factors(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("This is your only second factor. Add another one first."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a second factor. Set one up first."),
        "incorrect_code": _("This was not right. Codes change every half minute and work once; please try again."),
        "incorrect_passkey": _("This passkey does not open anything here."),
        "passkey_not_made": _(
            "This passkey does not count: it was made for another page or another site, or too long ago. Please make "
            "it once more."
        ),
        "too_many_codes": _("There were too many wrong codes or keys. Please wait five minutes and try again."),
        "unverified_email": _("Please confirm your e-mail address first."),
    }

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator):
        return second_factor.may_go(authenticator.user, authenticator)

    def generate_authenticator_name(self, user, type):
        return gettext("My passkey")

    def get_public_key_credential_user_entity(self, user):
        """The account as passkeys know it: by its ref, which tells nothing, and which is there before the row is."""
        return {"id": user.ref.encode(), "name": user.email, "display_name": user.name}

    def get_public_key_credential_rp_entity(self):
        """The site as passkeys know it: by its one configured address, whatever a request says of itself."""
        return {"id": urlsplit(settings.BASE_URL).hostname, "name": settings.MFA_TOTP_ISSUER}
