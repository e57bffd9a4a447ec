"""One-time links for people who have no password yet."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from members.models import User

SALT = "members.welcome"
HOURS = 24


def welcome_link(user):
    """An address that lets this person choose a password once, within 24 hours."""
    token = signing.dumps([user.ref, user.password[-12:]], salt=SALT)
    return settings.BASE_URL + reverse("welcome", args=[token])


def welcomed_by(token):
    """The person a token was made for, or None when it is wrong, too old or used.

    It names the end of the password's hash, which changes when a password is chosen: so it works once.
    """
    try:
        ref, ending = signing.loads(token, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.members().filter(ref=ref).first()
    return user if user and user.password[-12:] == ending else None
