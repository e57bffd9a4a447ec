"""What allauth asks of us: nobody signs up, mails carry links to one configured address, and the words are ours."""

from datetime import datetime

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.audit import record
from core.limits import allow
from core.visitors import network_of
from members.models import User
from members.models.user import normal_email
from members.notices import ACCOUNT
from notifications.live import write

MOST_REFUSED = 60  # entries a minute in all; allauth's limits leave each network ten attempts, and each address one
# What somebody may be asked again with, the first first, as allauth names them.
ASKED_AGAIN = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "mfa_reauthenticate": _("Use a code"),
}


class Doorkeeper(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail address and password do not match."),
        "too_many_login_attempts": _(
            "There were too many attempts with this address. Please wait five minutes, or ask for a new password."
        ),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
        "duplicate_email": _("This is your address already."),
        "max_email_addresses": _("You can’t add more than %d e-mail addresses."),
        "invalid_password_reset": _("This link does not work any more: it was used already, or it is too old."),
        "rate_limited": _("That was too often. Please wait a minute and send it again."),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return network_of(request) or "0.0.0.0"  # noqa: S104  (nobody can tell, and allauth's column takes no nothing)

    def is_safe_url(self, url):
        """Only a path on this very site is a place to go on to; a host, even our own, is somebody's doing."""
        return url.startswith("/") and super().is_safe_url(url)

    def get_reset_password_from_key_url(self, key):
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request, emailconfirmation):
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def send_mail(self, template_prefix, email, context):
        """Queue what allauth writes. The letter is made later, without the request: a forged host can't get into it."""
        reader = context.get("user") or User.objects.filter(email=email).first()
        write(ACCOUNT, to=reader, address=email, template=template_prefix, **_plain(context))

    def get_reauthentication_methods(self, user):
        """The password first, because it needs no script; the words are ours."""
        order = list(ASKED_AGAIN)
        methods = super().get_reauthentication_methods(user)
        known = [{**method, "description": ASKED_AGAIN[method["id"]]} for method in methods]
        return sorted(known, key=lambda method: order.index(method["id"]))

    def authentication_failed(self, request, **credentials):
        """Record a wrong password: with the account, or that the address was nobody's, and nothing of what was typed.
        Either is the same work, or the time it takes would tell who is a member; so the limit is one for all."""
        user = User.objects.filter(email=normal_email(credentials.get("email") or "")).first()
        if allow("sign_in_refused", "all", MOST_REFUSED, 60):
            # Who it was is not known: the account is what it was tried on.
            record("members.sign_in_refused", by=None, on=user, outcome="denied", face=False, place="")

    def imagine_reset_mail(self, email):
        """The work of a reset mail, for nobody: what is asked of the database, and a letter that is dropped."""
        EmailAddress.objects.filter(email=email).first()
        write(ACCOUNT, template="account/email/password_reset_key", password_reset_url=settings.BASE_URL + "/" * 60)

    def get_login_redirect_url(self, request):
        return reverse("home")


def _plain(context):
    """What of allauth's context a row can hold: its texts and moments."""
    texts = {name: value for name, value in context.items() if isinstance(value, str)}
    moments = {name: value.isoformat() for name, value in context.items() if isinstance(value, datetime)}
    return texts | moments
