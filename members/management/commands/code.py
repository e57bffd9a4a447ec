import time

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refusal
from members.demo_factor import code_of
from members.models import User
from members.models.user import normal_email


class Command(BaseCommand):
    help = "Print the code that somebody's app shows now. In development settings only."

    def add_arguments(self, parser):
        parser.add_argument("user", help="an e-mail address, or what stands before the @ of one")

    def handle(self, user, **options):
        try:
            code, seconds = code_of(self._find(normal_email(user)), time.time())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except Authenticator.DoesNotExist as error:
            raise CommandError(f"{user} has no app that makes codes.") from error
        self.stdout.write(f"{code}  (for {seconds} more seconds, and once)")

    def _find(self, wanted):
        found = (
            User.objects.filter(email=wanted) if "@" in wanted else User.objects.filter(email__startswith=f"{wanted}@")
        )
        if len(found) != 1:
            raise CommandError(f"{wanted} is nobody's address, or that of several people.")
        return found[0]
