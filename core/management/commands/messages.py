import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core import catalogues


class Command(BaseCommand):
    help = "Gathers the texts to translate into locale/<language>/LC_MESSAGES/django.po and compiles the catalogues."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a due catalogue has gaps")
        parser.add_argument("--compile", action="store_true", help="only write the .mo files that are missing or old")

    def handle(self, *, check, compile, **options):
        self.folder = settings.LOCALE_PATHS[0]
        if not compile:
            # Babel comes with requirements-dev.txt; compiling must work without it.
            from core.extraction import texts  # noqa: PLC0415

            if check:
                return self._check(lambda: texts(self.folder.parent))
            for language in self._languages():
                self._update(language, texts(self.folder.parent))
        for language in catalogues.compile_stale(self.folder):
            self.stdout.write(f"compiled {language}")
        return None

    def _languages(self):
        started = {path.parent.parent.name for path in self.folder.glob("*/LC_MESSAGES/django.po")}
        return sorted(started.union(settings.FORA_CATALOGUES))

    def _old(self, language):
        path = catalogues.po_path(self.folder, language)
        return polib.pofile(str(path)) if path.exists() else polib.POFile()

    def _update(self, language, texts):
        catalogue = catalogues.updated(self._old(language), texts, language)
        path = catalogues.po_path(self.folder, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(path))
        self.stdout.write(f"{language}: {len(texts)} texts, {len(catalogues.gaps(catalogue, texts, language))} gaps")

    def _check(self, texts):
        texts, count = texts(), 0
        for language in settings.FORA_CATALOGUES:
            for text, trouble in catalogues.gaps(self._old(language), texts, language):
                count += 1
                self.stdout.write(f"{language}: {text!r} {trouble}")
        if count:
            raise CommandError(f"{count} gaps in the catalogues of {', '.join(settings.FORA_CATALOGUES)}.")
        self.stdout.write(f"{len(texts)} texts, complete in {', '.join(settings.FORA_CATALOGUES)}")
