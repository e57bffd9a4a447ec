"""One-time links for people who have no password yet."""

import base64
import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from members.models import RecoveryRequest, Sanction, User

SALT = "members.welcome"
OPEN, STOP = "members.recovery.open", "members.recovery.stop"  # two salts: neither link does the other's work
INVITATION = "members.invitation"
SUSPENSION = "members.suspension"
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


def recovery_link(request):
    """An address that opens the account once, while the way back is open."""
    return settings.BASE_URL + reverse("recovery_open", args=[signing.dumps(request.ref, salt=OPEN)])


def recovery_stop_link(request):
    """An address that stops the way back."""
    return settings.BASE_URL + reverse("recovery_stop_by_mail", args=[signing.dumps(request.ref, salt=STOP)])


def recovery_of(token, salt):
    """The way back that a token of this salt was made for, if it runs; else None."""
    try:
        ref = signing.loads(token, salt=salt)
    except (signing.BadSignature, ValueError):
        return None
    return RecoveryRequest.objects.running().filter(ref=ref).select_related("user").first()


def suspension_link(sanction):
    """An address on which a suspended person reads why, and objects, without signing in."""
    return settings.BASE_URL + reverse("suspended", args=[signing.dumps(sanction.ref, salt=SUSPENSION)])


def suspension_of(token):
    """The running suspension that a token was made for, or None."""
    try:
        ref = signing.loads(token, salt=SUSPENSION)
    except (signing.BadSignature, ValueError):
        return None
    suspensions = Sanction.objects.running().filter(kind=Sanction.SUSPENSION)
    return suspensions.filter(ref=ref).select_related("user").first()


def new_nonce():
    """What the token of an invitation is made of, together with the key that the database does not hold."""
    return secrets.token_urlsafe(32)


def invitation_digest(nonce):
    """What the table keeps of the token."""
    return digest_of(_token(nonce, settings.SECRET_KEY))


def digest_of(token):
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def invitation_link(invitation):
    """The address that opens an invitation, or None where the key that its token was made with is gone."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _token(invitation.nonce, secret)
        if secrets.compare_digest(digest_of(token), invitation.digest or ""):
            return settings.BASE_URL + reverse("invited", args=[token])
    return None


def _token(nonce, secret):
    """43 characters from 256 bits."""
    made = salted_hmac(INVITATION, nonce, secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
