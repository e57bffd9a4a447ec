import sys
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core import seals
from core.audit import record
from core.exporting import FORMATS
from core.models import AuditEntry

NAMES = seals.COLUMNS
SAID = {
    "changed": "seal {seal} misfits entries {first}–{last}: one was changed, removed or added, or the key is gone",
    "chain": "seal {seal} ({first}–{last}) is not the one that stood there: one was changed, removed or added",
    "end": "seal {seal} was written down elsewhere and is not here any more",
}


class Command(BaseCommand):
    help = "Compare the audit log with its seals, or export all of it (sealed spaces too: keep the file like a backup)."

    def add_arguments(self, parser):
        deeds = parser.add_subparsers(dest="deed", required=True)
        check = deeds.add_parser("verify", help="fails where anything was changed")
        check.add_argument("--seen", nargs="*", default=[], metavar="NUMBER:DIGEST", help="seals as the log told them")
        export = deeds.add_parser("export")
        export.add_argument("--format", choices=FORMATS, default="jsonl")
        export.add_argument("--to", type=Path, help="a new file; else it is printed")

    def handle(self, deed, **options):
        if deed == "verify":
            self._verify(options["seen"])
        else:
            self._export(options["format"], options["to"])

    def _verify(self, seen):
        verdict = seals.verify([self._noted(word) for word in seen])
        for finding in verdict.findings:
            self.stderr.write(SAID[finding.what].format(**vars(finding)))
        self.stdout.write(
            f"{verdict.entries} entries under {verdict.seals} seals, {verdict.unsealed} not sealed yet; "
            f"the last seal is {verdict.number}:{verdict.digest}"
        )
        if verdict.findings:
            raise CommandError("The audit log is not what it was.")

    def _noted(self, word):
        number, _, digest = word.partition(":")
        if not number.isdigit() or len(digest) != 64:
            raise CommandError(f"{word!r:.80} is no seal: NUMBER:DIGEST, as the worker’s log has it.")
        return int(number), digest

    def _export(self, form, path):
        record("core.export_log", by=None)
        rows = AuditEntry.objects.order_by("pk").values_list(*NAMES).iterator(chunk_size=2000)
        texts = ((number, at.isoformat(), *rest) for number, at, *rest in rows)
        try:
            with path.open("x", encoding="utf-8", newline="") if path else nullcontext(sys.stdout) as file:
                file.writelines(FORMATS[form][0](NAMES, texts))
        except FileExistsError as error:
            raise CommandError(f"{path} is there already; it is not written over.") from error
