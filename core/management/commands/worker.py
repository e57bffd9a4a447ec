from django.core.management.base import BaseCommand, CommandError

from core import parent
from core.lanes import drain
from core.places import Busy, place
from core.worker import Worker


class Command(BaseCommand):
    help = "Works off what waits in the database: index, mail, tasks. Ends on SIGTERM, SIGINT or SIGHUP."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due now, in this process, and end")

    def handle(self, *, once, **options):
        try:
            if once:
                with place():
                    self.stdout.write(f"{drain()} done")
            else:
                Worker(watched=parent.named()).run()
        except Busy as error:
            raise CommandError("Another worker already works on this data folder.") from error
