"""Devices from which somebody has signed in: known by a random word in a signed cookie, by nothing of the browser."""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

SALT = "members.device"
AGE = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie for longer


def word_of(request):
    """The browser's word, or a new one that the answer then takes to it."""
    try:
        return signing.loads(request.COOKIES[settings.DEVICE_COOKIE_NAME], salt=SALT, max_age=AGE)
    except (KeyError, signing.BadSignature):
        request.new_device = secrets.token_urlsafe(16)
        return request.new_device


def digest_for(user, word):
    """What stands in the database: from it alone nobody learns the word, nor that two people share a browser."""
    return salted_hmac(SALT, f"{user.ref}|{word}", algorithm="sha256").hexdigest()


def set_cookie(response, word):
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(word, salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
