"""Signing in as people do, second factor and all, and time that passes in a session."""

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from members.sessions import BEGAN, SEEN

PASSWORD = "three quiet herons at the weir"
PERIOD = 30


class Clock:
    """In the place of the module `time` where codes are made: stands still, at the beginning of a half minute."""

    def __init__(self, now=1_800_000_000):
        self.now = now

    def time(self):
        return self.now


def let_pass(client, seconds):
    """Let everything in this client's session have happened so many seconds earlier."""
    session = client.session
    for name in (BEGAN, SEEN):
        session[name] -= seconds
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "at": one["at"] - seconds} for one in records]
    session.save()


def add_app(user):
    """Give somebody an app that makes codes, and recovery codes; the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code_at(secret, moment):
    return format_hotp_value(hotp_value(secret, int(moment) // PERIOD))


def recovery_codes_of(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def sign_in(user, *, client=None, code=None, **more):
    """A client that came in by the door, with a code where one is asked for."""
    client = client or Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, **more})
    if code is not None:
        client.post("/accounts/factors/show/", {"code": code})
    return client


def is_inside(client):
    return client.get("/people/").status_code == 200
