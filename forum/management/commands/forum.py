from django.core.management.base import BaseCommand
from django.db import transaction

from forum.counting import recount, wrong_in
from forum.models import Topic


class Command(BaseCommand):
    help = "recount: proves the counters of all topics, and mends those that are wrong (with --dry-run only says so)."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["recount"])
        parser.add_argument("--dry-run", action="store_true", help="say what is wrong and change nothing")

    def handle(self, *, dry_run, **options):
        wrong = 0
        for pk in Topic.objects.order_by("pk").values_list("pk", flat=True).iterator():
            found = wrong_in(Topic.objects.get(pk=pk)) if dry_run else self._mended(pk)
            wrong += bool(found)
            for name, (was, true) in found.items():
                self.stdout.write(f"topic {pk}: {name} was {was}, is {true}")
        self.stdout.write(f"{wrong} of {Topic.objects.count()} topics were wrong.")

    @transaction.atomic
    def _mended(self, pk):
        return recount(Topic.objects.select_for_update(no_key=True).get(pk=pk))
