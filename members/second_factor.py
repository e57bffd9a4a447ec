"""Whether somebody has a second factor: what a space may ask of the people in it."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q


def has_one(user) -> bool:
    """Whether this person has set up a factor of their own; recovery codes alone are none."""
    rows = _factors()
    return rows is not None and rows.filter(user=user).exists()


def had_by(path):
    """The condition that the person at `path` (such as "user_id") has one, for querysets."""
    rows = _factors()
    return Q(pk__in=[]) if rows is None else Q(Exists(rows.filter(user_id=OuterRef(path))))


def _factors():
    if not apps.is_installed("allauth.mfa"):
        return None
    from allauth.mfa.models import Authenticator  # noqa: PLC0415  (can be imported only where it is installed)

    return Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
