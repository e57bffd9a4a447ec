"""One-time links for people who have no password yet."""

import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from members.models import User

SALT = "members.welcome"
HOURS = 24


def welcome_link(user):
    """An address that lets this person choose a password once, within 24 hours."""
    token = signing.dumps([user.ref, _standing(user)], salt=SALT)
    return settings.BASE_URL + reverse("welcome", args=[token])


def welcomed_by(token):
    """The person a token was made for, or None when it is wrong, too old or used."""
    try:
        ref, standing = signing.loads(token, salt=SALT, max_age=HOURS * 3600)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.members().filter(ref=ref).first()
    return user if user and secrets.compare_digest(_standing(user), standing) else None


def _standing(user):
    """A digest that changes with password and address: so a link dies when it is used, and at each other change."""
    return salted_hmac(SALT, user.get_session_auth_hash(), algorithm="sha256").hexdigest()[:32]
