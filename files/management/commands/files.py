from django.core.management.base import BaseCommand, CommandError

from files.actions import look_again, sweep
from files.models import StoredFile


class Command(BaseCommand):
    help = (
        "files sweep: removes uploads that nothing holds after a day, and says whose bytes are missing. "
        "files again [REF …]: has the virus scanner and the reader look at these files once more; without a name, at "
        "all that the scanner could not look into and no moderator has decided on."
    )

    def add_arguments(self, parser):
        parser.add_argument("verb", choices=["sweep", "again"])
        parser.add_argument("refs", nargs="*", metavar="REF")

    def handle(self, **options):
        getattr(self, f"_{options['verb']}")(options["refs"])

    def _sweep(self, refs):
        if refs:
            raise CommandError("files sweep takes no names.")
        swept = sweep()
        self.stdout.write(f"{swept.rows} never attached removed, {swept.strays} without a row removed")
        for ref in swept.missing:
            self.stderr.write(f"missing on disk: file:{ref}")

    def _again(self, refs):
        unscannable = StoredFile.objects.to_decide().filter(finding=StoredFile.UNSCANNABLE)
        number = look_again(StoredFile.objects.filter(ref__in=refs) if refs else unscannable)
        self.stdout.write(f"{number} queued")
