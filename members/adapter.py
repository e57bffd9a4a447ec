"""What allauth asks of us: nobody signs up, mails carry links to one configured address, and the words are ours."""

import logging
from datetime import UTC

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from core.visitors import network_of
from members.models import User

logger = logging.getLogger(__name__)


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
        return network_of(request)

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
        """Mail in the recipient's language. It never learns the request's host: a forged one would lead the reader
        to somebody else's door.

        A mail server that is away is the operators' matter: an error page would tell whose address is a member's.
        """
        try:
            self._letter(template_prefix, email, context).send()
        except OSError:  # SMTP's exceptions among them
            logger.exception("A mail of the kind %s could not be handed over.", template_prefix)

    def imagine_reset_mail(self, email):
        """The work of a reset mail, for nobody: what is asked of the database, and the rendering."""
        EmailAddress.objects.filter(email=email).first()
        self._letter("account/email/password_reset_key", email, {"user": User(), "password_reset_url": ""})

    def _letter(self, template_prefix, email, context):
        reader = context.get("user") or User.objects.filter(email=email).first()
        language = getattr(reader, "language", "")
        # Rendered without the request: templates could not use its host if they tried.
        language = language if language in settings.INTERFACE_LANGUAGES else "en"
        with translation.override(language), timezone.override(UTC):
            known = {**context, "base_url": settings.BASE_URL}
            subject = render_to_string(f"{template_prefix}_subject.txt", known)
            body = render_to_string(f"{template_prefix}_message.txt", known)
        headers = {"Auto-Submitted": "auto-generated"}
        return EmailMessage(" ".join(subject.split()), body.strip(), self.get_from_email(), [email], headers=headers)

    def get_login_redirect_url(self, request):
        return reverse("home")
