from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from thesaurus import actions, sheets


class Command(BaseCommand):
    help = "Loads concepts and labels from the data files; can be run again at any time."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["load"])
        parser.add_argument("--folder", type=Path, default=sheets.FOLDER, help="where the three CSV files lie")
        parser.add_argument("--again", action="store_true", help="load even when the files have not changed")

    def handle(self, *, folder, again, **options):
        try:
            loaded = actions.load(folder, again=again)
        except (sheets.BrokenSheets, OSError) as fault:
            raise CommandError(f"Nothing was loaded. {fault}") from fault
        self.stdout.write(self._sentence(loaded))

    def _sentence(self, loaded):
        stands = f"{loaded.concepts} concepts with {loaded.labels} labels"
        if loaded.unchanged:
            return f"{stands}; the files have not changed."
        return (
            f"{stands}. Concepts: {loaded.concepts_added} new, {loaded.concepts_changed} changed, "
            f"{loaded.concepts_retired} retired. Labels: {loaded.labels_added} new, {loaded.labels_removed} gone."
        )
