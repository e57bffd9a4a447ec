from django.core.management.base import BaseCommand, CommandError

from search import health
from search.engines.base import EngineUnavailable
from search.rebuild import rebuild, reconcile


class Command(BaseCommand):
    help = "rebuild: make the index anew beside the old one. reconcile: mend differences. status: say how it is."

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["rebuild", "reconcile", "status"])

    def handle(self, what, **options):
        try:
            getattr(self, f"_{what}")()
        except EngineUnavailable as error:
            raise CommandError(f"The search engine is not available: {error}") from error

    def _rebuild(self):
        self.stdout.write(f"{rebuild()} documents indexed")

    def _reconcile(self):
        found = reconcile()
        self.stdout.write(", ".join(f"{number} {what}" for what, number in found.items()) + "; queued for the worker")

    def _status(self):
        waiting, stuck = health.backlog()
        self.stdout.write(health.engine()["said"])
        self.stdout.write(f"{waiting} waiting, {stuck} of them failed ten times")
