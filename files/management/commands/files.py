from django.core.management.base import BaseCommand

from files.actions import sweep


class Command(BaseCommand):
    help = "files sweep: removes uploads that nothing holds after a day, and says whose bytes are missing."

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["sweep"])

    def handle(self, **options):
        swept = sweep()
        self.stdout.write(f"{swept.rows} never attached removed, {swept.strays} without a row removed")
        for ref in swept.missing:
            self.stderr.write(f"missing on disk: file:{ref}")
