from django.core.management.base import BaseCommand, CommandError

from search import evaluation, health
from search.engines.base import EngineUnavailable
from search.rebuild import rebuild, reconcile

MOST_ASKED = 50


class Command(BaseCommand):
    help = (
        "rebuild: make the index anew beside the old one. reconcile: mend differences. status: say how it is. "
        "asked: what was looked for in the last 90 days, and not found. "
        "evaluate: how well collections that people have judged are answered, all of them in one index."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["rebuild", "reconcile", "status", "asked", "evaluate"])
        parser.add_argument("folders", nargs="*", help="of evaluate: docs.jsonl, queries.jsonl and qrels.jsonl in each")

    def handle(self, what, folders=(), **options):
        if bool(folders) != (what == "evaluate"):
            raise CommandError("Name the folders to evaluate." if not folders else f"`search {what}` takes no folder.")
        try:
            getattr(self, f"_{what}")(*folders)
        except evaluation.Malformed as error:
            raise CommandError(str(error)) from error
        except EngineUnavailable as error:
            raise CommandError(f"The search engine is not available: {error}") from error

    def _rebuild(self):
        self.stdout.write(f"{rebuild()} documents indexed.")

    def _reconcile(self):
        found = reconcile()
        if not any(found.values()):
            self.stdout.write("The index agrees with the database.")
            return
        differing = ", ".join(f"{number} {what}" for what, number in found.items() if number)
        self.stdout.write(f"The index differed from the database: {differing}. The worker mends it now.")

    def _status(self):
        waiting, stuck = health.backlog()
        self.stdout.write(health.engine()["said"])
        self.stdout.write(f"{waiting} waiting." if waiting else "Nothing waits to be indexed.")
        if stuck:
            self.stdout.write(
                f"{stuck} of them failed ten times: the worker's log says why; `search rebuild` tries anew."
            )

    def _asked(self):
        found = health.asked()
        for slug, times, in_vain in found[:MOST_ASKED]:
            self.stdout.write(f"{slug}: {times} times, {in_vain} of them without a hit")
        if not found:
            self.stdout.write("No concept was looked for.")

    def _evaluate(self, *folders):
        for each in evaluation.evaluate(folders):
            self.stdout.write(
                f"{each.name}: nDCG@10 {each.ndcg:.4f}, recall@100 {each.recall:.4f}, {each.median:.1f} ms a query "
                f"({each.documents} documents, {len(each.times)} queries)"
            )
