import io
import sys
from contextlib import nullcontext
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.backup.actions import NotEmpty, differences, restore
from config.backup.archive import BadArchive
from config.backup.databases import DatabaseTrouble
from core.audit import record
from moderation import tombstones
from moderation.actions import erase_again


class Command(BaseCommand):
    help = "Put a back-up (- for standard input) into an empty database and empty folders, compare, and index it."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--erased",
            metavar="FILE",
            help="what was erased since the back-up was made: erased.txt of the data folder that was lost "
            "(without this: the one that lies here)",
        )

    def handle(self, file, erased=None, **options):
        gone = self._tombstones(erased)
        try:
            with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as source:
                manifest = restore(source)
        except (BadArchive, NotEmpty, DatabaseTrouble) as trouble:
            raise CommandError(f"Nothing was restored. {trouble}") from trouble
        except OSError as error:
            raise CommandError(f"Nothing was restored: {error.strerror or error}.") from error
        try:
            self._compare(manifest)
        except DatabaseTrouble as trouble:
            raise CommandError(f"The back-up was put back, but could not be compared. {trouble}") from trouble
        self._bring_up_to_date(gone)
        record("backup.restore", by=None, reason=manifest.made_at)

    def _compare(self, manifest):
        if found := differences(manifest):
            raise CommandError("What was restored differs from the back-up:\n" + "\n".join(found))
        rows = sum(manifest.rows.values())
        self.stdout.write(
            f"The back-up of {manifest.made_at}: {len(manifest.rows)} tables with {rows} rows, as written."
        )
        self.stdout.write(f"{len(manifest.members) - 1} files and pictures, as written.")
        for name in manifest.missing:
            self.stdout.write(f"{name} was missing already when the back-up was made.")

    def _tombstones(self, path):
        """The keys of what was erased; read first, so that a wrong path is told before anything is done."""
        if not path and not tombstones.file().exists():
            return []
        path = Path(path or tombstones.file())
        try:
            return tombstones.keys_in(path.read_text(encoding="ascii").splitlines())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Nothing was restored: {path} can’t be read ({error}).") from error

    def _bring_up_to_date(self, gone):
        call_command("migrate", interactive=False, verbosity=0)
        if again := sum(erase_again(key) for key in gone):
            self.stdout.write(f"{again} things that were erased after the back-up was made are erased again.")
        try:
            call_command("search", "rebuild", stdout=(said := io.StringIO()))
        except CommandError as error:
            self.stdout.write(f"{error} The worker builds the index as soon as it can.")
        else:
            self.stdout.write(said.getvalue().strip())
