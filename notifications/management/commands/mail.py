from django.core.management.base import BaseCommand, CommandError

from notifications.actions import try_again
from notifications.models import Delivery


class Command(BaseCommand):
    help = "List mails that were given up (never whom they are for), or have them tried again."

    def add_arguments(self, parser):
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("stuck")
        again = deeds.add_parser("retry", help="all of them, or those named")
        again.add_argument("refs", nargs="*", metavar="REF")

    def handle(self, deed, refs=(), **options):
        rows = Delivery.objects.stuck()
        if deed == "stuck":
            for row in rows:
                self.stdout.write(f"{row.ref}  {row.kind}  {row.attempts} attempts  {row.said or '-'}")
            self.stdout.write(f"{rows.count()} mails were given up")
            return
        unknown = set(refs) - set(rows.values_list("ref", flat=True))
        if unknown:
            raise CommandError(f"No mail of this name was given up: {', '.join(sorted(unknown))}")
        self.stdout.write(f"{try_again(rows.filter(ref__in=refs) if refs else rows)} mails are tried again")
