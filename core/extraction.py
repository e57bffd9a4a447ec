"""Finds every text to translate, in Python by Babel's reader, in templates by Django's own, without gettext's tools."""

import io

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
LEFT_OUT = {"tests", "benchmarks", "var", "migrations", "node_modules", "locale"}
TEMPLATES = {".html", ".txt"}


def texts(root):
    """Every text under `root` as polib entries, in the order of files and lines, each once."""
    found = {}
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        for context, forms, comments in _texts_in(path):
            _add(found, name, context, forms, comments)
    return list(found.values())


def sources(root):
    """Python files and templates of the project, in one order on every machine."""
    folders = [each for each in root.iterdir() if each.is_dir() and _counts(each)]
    files = (path for folder in folders for path in folder.rglob("*") if _is_source(path.relative_to(root)))
    return sorted(files, key=lambda path: path.relative_to(root).as_posix())


def _counts(folder):
    return not folder.name.startswith(".") and folder.name not in LEFT_OUT


def _is_source(path):
    if LEFT_OUT.intersection(path.parts):
        return False
    return path.suffix == ".py" or (path.suffix in TEMPLATES and "templates" in path.parts)


def _texts_in(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What Django leaves of a template is no tidy Python: its lines must not look indented.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    source = io.BytesIO(text.encode())
    for _line, message, comments, context in extract(
        "python", source, KEYWORDS, comment_tags=["Translators:"], options={"encoding": "utf-8"}
    ):
        forms = message if isinstance(message, tuple) else (message,)
        if forms[0]:
            yield context, forms, comments


def _add(found, name, context, forms, comments):
    entry = polib.POEntry(msgid=forms[0], msgctxt=context, msgid_plural=forms[1] if len(forms) > 1 else "")
    # gettext knows a text by context and singular alone: the same text with and without a plural is one entry.
    entry = found.setdefault((context, forms[0]), entry)
    entry.msgid_plural = entry.msgid_plural or (forms[1] if len(forms) > 1 else "")
    if (name, "") not in entry.occurrences:
        entry.occurrences.append((name, ""))
    for comment in comments:
        if comment not in entry.comment.splitlines():
            entry.comment = "\n".join(filter(None, [entry.comment, comment]))
    if "%(" in entry.msgid and "python-format" not in entry.flags:
        entry.flags.append("python-format")
