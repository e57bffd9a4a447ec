"""One stylesheet for the reader, many small ones for us: a finder that joins what css/main.css imports."""

import re

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/fora.css"
SOURCE = "css/main.css"
IMPORT = re.compile(r'^@import url\("([^"]+)"\);$', re.MULTILINE)


def joined(folder):
    """The text of main.css under this folder with every imported part in its place, in order."""
    source = folder / SOURCE
    return IMPORT.sub(lambda match: (source.parent / match[1]).read_text("utf-8"), source.read_text("utf-8"))


class JoinedStylesheet(BaseFinder):
    """Finds css/fora.css, made anew whenever a part of it is newer."""

    def __init__(self, *args, **kwargs):
        self.storage = FileSystemStorage(settings.VAR / "joined")

    def check(self, **options):
        return []

    def find(self, path, find_all=False, **kwargs):
        if path != NAME:
            return []
        return [self._made()] if find_all else self._made()

    def list(self, ignore_patterns):
        self._made()
        yield NAME, self.storage

    def _made(self):
        folder = settings.STATICFILES_DIRS[0]
        target = settings.VAR / "joined" / NAME
        newest = max(path.stat().st_mtime for path in (folder / "css").rglob("*.css"))
        if not target.exists() or target.stat().st_mtime < newest:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(joined(folder), "utf-8")
        return str(target)
