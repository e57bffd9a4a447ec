"""Texts at rest that only this program can read: one-time links that wait for the mail, secrets of second factors.

The key is not in the database: a copy of the tables alone opens nothing.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"fora.sealing"


class Unreadable(Exception):
    """Sealed with a key that this program does not have."""


def seal(text):
    """The text, encrypted and authenticated, as ASCII; what older keys sealed stays readable (SECRET_KEY_FALLBACKS)."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed):
    """What `seal` was given; raises Unreadable."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeError) as error:
        raise Unreadable from error


def _keys():
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret):
    derived = hashlib.blake2b(secret.encode(), digest_size=32, person=PURPOSE).digest()
    return Fernet(base64.urlsafe_b64encode(derived))
