from django.core.management.base import BaseCommand, CommandError

from config import inventory


class Command(BaseCommand):
    help = "Compare the URL patterns with their declarations; fails on one that is missing or stale."

    def handle(self, **options):
        undeclared, stale = inventory.undeclared(), inventory.stale()
        for address, name in undeclared:
            self.stderr.write(f"not declared in config/routes.py: {address} ({name or 'without a name'})")
        for name in stale:
            self.stderr.write(f"declared in config/routes.py, but there is no such pattern: {name}")
        if undeclared or stale:
            raise CommandError("The route inventory is not complete.")
        self.stdout.write("routes: all declared")
