from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import load as demo
from config.env import text
from core.refusals import Refusal
from members.demo_factor import secret_of

PASSWORD = "fifteen quiet herons"  # noqa: S105  (fictional people; `check --deploy` fails while they are active)


class Command(BaseCommand):
    help = "Load the fictional community once. --accounts prints who can sign in."

    def add_arguments(self, parser):
        parser.add_argument("--accounts", action="store_true", help="print the accounts and load nothing")

    def handle(self, accounts, **options):
        password = text("FORA_DEMO_PASSWORD", PASSWORD)
        if accounts:
            self._tell(password)
            return
        try:
            done = demo.load(password)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The demo is loaded." if done else "The demo was loaded before.")

    def _tell(self, password):
        if settings.DEMO_ALLOWED and demo.is_loaded():
            self.stdout.write(f"Demo accounts, all with the password “{password}”:")
            for user in demo.accounts():
                has_app = user.authenticator_set.filter(type="totp").exists()
                app = f"  key of the app: {secret_of(user)}" if has_app else ""
                self.stdout.write(f"  {user.email:26}{app}".rstrip())
            self.stdout.write("Who has a key is asked for a code: add it to an app, or say `make code USER=steward`.")
