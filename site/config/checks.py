"""What must not be so in production."""

from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from config.demo import DOMAIN


@register(Tags.security, deploy=True)
def no_demo_accounts(app_configs, **options):
    """The demo's accounts have a password that everybody knows."""
    try:
        active = get_user_model().objects.filter(email__endswith=f"@{DOMAIN}", is_active=True).count()
    except DatabaseError:  # no database yet: nobody is in it
        return []
    if not active:
        return []
    return [
        Error(
            f"{active} demo accounts are active.", hint="Disable them, or start with an empty database.", id="fora.E001"
        )
    ]
