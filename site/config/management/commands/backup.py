import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from config.backup.actions import back_up, new_file
from config.backup.databases import DatabaseTrouble
from core.audit import record


class Command(BaseCommand):
    help = "Write database, files and pictures into one file (- for standard output), while Fora runs."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE")

    def handle(self, file, **options):
        try:
            manifest = self._written(file)
        except DatabaseTrouble as trouble:
            raise CommandError(f"No back-up was made. {trouble}") from trouble
        except OSError as error:
            raise CommandError(f"No back-up was made: {error.strerror or error}.") from error
        # Whoever has the file has everything: that it was made is told, after the fact, and so not in the file itself.
        try:
            record("backup.make", by=None, reason=manifest.made_at)
        except Error as error:
            raise CommandError(f"The back-up was made, but the audit log does not say so: {error}.") from error
        rows, size = sum(manifest.rows.values()), sum(size for size, _ in manifest.members.values())
        self.stderr.write(
            f"{len(manifest.rows)} tables with {rows} rows, {len(manifest.members) - 1} files, {size} bytes in all."
        )
        for name in manifest.missing:
            self.stderr.write(f"{name} is named in the database and missing on disk.")

    def _written(self, file):
        if file == "-":
            manifest = back_up(sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return manifest
        path = Path(file)
        if path.exists():
            raise CommandError(f"No back-up was made: {path} is there already.")
        with new_file(path) as out:
            return back_up(out)
