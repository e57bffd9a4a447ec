import io
import os
import re

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from core import parent
from core.catalogues import compile_stale
from core.database import apart
from core.steps import step
from core.turns import turn


class Command(BaseCommand):
    help = "Brings texts, database, thesaurus, demo and index up to date, each only where something is to do."
    requires_system_checks = []

    def handle(self, **options):
        parent.watch()
        compile_stale(settings.LOCALE_PATHS[0])
        _refuse_without_database()
        with turn("prepare"):  # two machines started at once would make the same table
            self._prepare()

    def _prepare(self):
        with step("Bringing the database up to date") as note:
            call_command("createcachetable", verbosity=0)
            call_command("migrate", interactive=False, stdout=_Migrations(note), no_color=True)
        if "thesaurus" in get_commands():
            with step("Loading the thesaurus"):
                call_command("thesaurus", "load", stdout=io.StringIO())
        with step("Collecting style sheets and scripts"):
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO_ALLOWED and "demo" in get_commands():
            self._load_demo()
        # What a cluster lacks is built by the worker, and a cluster that is away keeps nobody from starting.
        if "search" in get_commands() and not (settings.SEARCH or (settings.INDEX_ROOT / "CURRENT").exists()):
            with step("Building the search index"):
                call_command("search", "rebuild", stdout=io.StringIO())

    def _load_demo(self):
        with step("Loading the demo"):
            call_command("demo", stdout=io.StringIO())
        accounts = io.StringIO()
        call_command("demo", accounts=True, stdout=accounts)
        self._keep(accounts.getvalue())

    def _keep(self, accounts):
        """Leave the accounts where the supervisor shows them at each start, without loading Django for it."""
        path = settings.VAR / "run" / "accounts"
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(accounts)


def _refuse_without_database():
    """A sentence in place of a traceback, and the reason, which a pool of connections would keep to itself."""
    own = apart()
    try:
        own.ensure_connection()
    except OperationalError as error:
        raise CommandError(f"The database cannot be reached: {str(error).strip()}") from None
    finally:
        own.close()


class _Migrations(io.StringIO):
    """Reads along what `migrate` prints, and turns it into "37 of 243"."""

    def __init__(self, note):
        super().__init__()
        self.note, self.applied = note, 0

    def write(self, text):
        self.applied += len(re.findall(r"Applying ", text))
        if self.applied:
            self.note(f"{self.applied} changes applied")
        return len(text)
