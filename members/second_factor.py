"""Who must have a second factor, who has one, and what a session without one reaches: its set-up, and nothing else."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q

# Recovery codes come with the first of these, and count for nothing alone.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
PAGE = "mfa_index"  # where a factor is set up
WAY_ON = "members.way_on"  # in the session: the page that was asked for before the set-up
# The names of the addresses that stay open to who has yet to set up a factor.
SET_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "totp_picture",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_logout",
    "charter",
    "charter_version",
    "coming_in",
    "invited",
    "welcome",
    "recovery_stop",
    "set_language",
    "set_theme",
    "protection",
    "healthz",
    "readyz",
}


def is_asked_of(user) -> bool:
    """Whether FORA_MFA asks this person for a second factor: all, or those who have a role of the platform."""
    return settings.FORA_MFA == "all" or (settings.FORA_MFA == "staff" and user.is_staff)


def has_one(user) -> bool:
    """Whether this person has a passkey or an app that makes codes."""
    return user.authenticator_set.filter(type__in=FACTORS).exists()


def had_by(path):
    """The condition that the person at `path` (such as "user_id") has one, for querysets."""
    return Q(Exists(Authenticator.objects.filter(type__in=FACTORS, user_id=OuterRef(path))))


def is_satisfied(user) -> bool:
    """Whether this person has what FORA_MFA asks of them."""
    return not is_asked_of(user) or has_one(user)


def may_go(user, authenticator) -> bool:
    """Whether this person may part with one of their factors: not with the last where one is asked of them."""
    others = user.authenticator_set.filter(type__in=FACTORS).exclude(pk=authenticator.pk)
    return not is_asked_of(user) or others.exists()


def was_used_in(request) -> bool:
    """Whether the person of this session has shown a second factor in it, when signing in or setting it up."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))
