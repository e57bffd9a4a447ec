from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from core.forms import PlainText
from core.refusals import Refusal
from members.actions import appoint_first_steward
from members.forms import Address
from members.links import HOURS, welcome_link


class Command(BaseCommand):
    help = "Make the first stewards, each with a one-time link of 24 hours."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--emergency", action="store_true", help="although two stewards exist; they are told")

    def handle(self, email, name, emergency, **options):
        email, name = self._clean(Address("EMAIL"), email), self._clean(PlainText(max_length=120, required=False), name)
        try:
            user = appoint_first_steward(email, name=name, emergency=emergency)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.email} is a steward. This link works once, within {HOURS} hours:")
        self.stdout.write(welcome_link(user))

    def _clean(self, field, typed):
        try:
            return field.clean(typed)
        except ValidationError as error:
            raise CommandError(f"{typed!r:.80}: {error.messages[0]}") from error
