"""An app that makes codes for the people of a demo, so that they can be signed in as: development settings alone."""

import base64

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.utils.crypto import salted_hmac

from core.refusals import Refusal
from core.sealing import unseal

LENGTH = 20  # bytes, as allauth makes them


class NotInProduction(Refusal):
    message = "Codes are printed in development settings only: nobody but their owner makes them elsewhere."


def secret_of(user):
    """The key of this copy's own for a person of the demo: the same each time, and another in every other copy."""
    derived = salted_hmac("members.demo_factor", user.email, algorithm="sha256").digest()
    return base64.b32encode(derived[:LENGTH]).decode()


def give_app(user):
    """Set that app up, as if its owner had; raises NotInProduction."""
    _only_here()
    TOTP.activate(user, secret_of(user))


def code_of(user, moment):
    """(code, seconds that it is good for) at this moment, in seconds since 1970, of the app that somebody has.

    Raises NotInProduction; authenticator_set's DoesNotExist for who has no app.
    """
    _only_here()
    secret = unseal(user.authenticator_set.get(type="totp").data["secret"])
    period = settings.MFA_TOTP_PERIOD
    return format_hotp_value(hotp_value(secret, int(moment) // period)), period - int(moment) % period


def _only_here():
    if not settings.DEMO_ALLOWED:
        raise NotInProduction
