from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Send one mail in the way Fora sends all of them, and say what the mail server answered."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("address", metavar="ADDRESS")

    def handle(self, address, **options):
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address!r:.100} is no mail address.") from error
        text = _("Fora at %(address)s can send mail.") % {"address": settings.BASE_URL}
        try:
            send_mail(_("A test of Fora’s mail"), text, settings.DEFAULT_FROM_EMAIL, [address])
        except (SMTPException, OSError) as error:
            raise CommandError(f"The mail server did not take it: {error}") from error
        self.stdout.write(f"A mail to {address} was handed on by {settings.EMAIL_BACKEND.rpartition('.')[0]}.")
