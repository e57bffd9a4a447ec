from django.core.management.commands import migrate

from core.unhurried import unhurried


class Command(migrate.Command):
    """Django's own, with all the time it needs."""

    def handle(self, *args, **options):
        with unhurried():
            super().handle(*args, **options)
