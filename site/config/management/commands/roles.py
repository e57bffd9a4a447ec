import os
import subprocess
import sys

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.env import ROOT

SETTINGS = "config.settings.rights"


class Command(BaseCommand):
    help = "Ask every rule about every role, and write the answers into site/docs/roles.md."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="write nothing, and fail where the page says otherwise"
        )

    def handle(self, check, **options):
        if os.environ["DJANGO_SETTINGS_MODULE"] != SETTINGS:
            # Asked in a program of its own, whose database is in memory: the samples never get near a real one.
            words = [sys.executable, str(ROOT / "manage.py"), "roles", *(["--check"] if check else [])]
            done = subprocess.run(words, env={**os.environ, "DJANGO_SETTINGS_MODULE": SETTINGS}, check=False)
            if done.returncode:
                sys.exit(done.returncode)
            return
        call_command("migrate", run_syncdb=True, verbosity=0)
        self._compare(check)

    def _compare(self, check):
        from config import rights  # noqa: PLC0415  (it loads what wants a database)

        path, found = ROOT / rights.PATH, rights.table()
        if check and (not path.exists() or path.read_text() != found):
            raise CommandError(f"{rights.PATH} says other than the rules do: `make roles` writes it anew.")
        if not check:
            path.write_text(found)
        self.stdout.write(f"roles: {rights.PATH} {'is as the rules say' if check else 'written'}")
