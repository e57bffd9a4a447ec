"""Translations: what each catalogue holds and lacks, and its compiled form. Through polib: no gettext is needed."""

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from gettext import c2py, translation
from pathlib import Path

import django
import polib

PLACEHOLDER = re.compile(r"%\((\w+)\)[#0\- +]*\d*(?:\.\d+)?[sdrf]|(?<!\{)\{(\w+)\}(?!\})")
TAG = re.compile(r"<[^<>]+>")
ALIKE = 0.75


def po_path(folder, language):
    return Path(folder) / language / "LC_MESSAGES" / "django.po"


def compile_stale(folder):
    """Write each `.mo` that is missing or older than its `.po`; returns the languages that were compiled."""
    compiled = []
    for po in sorted(Path(folder).glob("*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            written = mo.with_suffix(".mo.new")
            polib.pofile(str(po)).save_as_mofile(str(written))
            written.replace(mo)  # a reader sees the old catalogue or the new one, never half
            compiled.append(po.parent.parent.name)
    return compiled


# --- bringing a catalogue up to the texts in the code


def updated(old, texts, language):
    """A new catalogue with `texts` in their order, translations kept from `old`, what is no longer used left out.

    A text that is new but close to one that went takes its translation over, marked fuzzy for a person to look at.
    """
    known = {key(entry): entry for entry in old if not entry.obsolete}
    wanted = {key(entry) for entry in texts}
    gone = [entry for entry in known.values() if key(entry) not in wanted and entry.translated()]
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = _metadata(language)
    for entry in texts:
        if found := known.get(key(entry)):
            _take_over(entry, found)
        elif close := _closest(entry, gone):
            _take_over(entry, close)
            entry.previous_msgid, entry.previous_msgctxt = close.msgid, close.msgctxt
            entry.previous_msgid_plural = close.msgid_plural
            entry.flags.append("fuzzy")
        elif entry.msgid_plural:
            entry.msgstr_plural = dict.fromkeys(range(plural_forms(language)), "")
        catalogue.append(entry)
    return catalogue


def key(entry):
    return entry.msgctxt or None, entry.msgid, entry.msgid_plural or None


@cache
def plural_rule(language):
    """The language's `Plural-Forms` as Django's own catalogue writes it: one rule for its texts and for ours."""
    folder = Path(django.__file__).parent / "conf" / "locale"
    return translation("django", folder, [language]).info()["plural-forms"]


def plural_forms(language):
    return int(re.match(r"nplurals=(\d+)", plural_rule(language))[1])


def _metadata(language):
    # No dates and no names: they would make every run a change.
    return {
        "Project-Id-Version": "Fora",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_rule(language),
    }


def _take_over(entry, found):
    entry.msgstr, entry.msgstr_plural = found.msgstr, dict(found.msgstr_plural)
    entry.tcomment = found.tcomment
    if "fuzzy" in found.flags:
        entry.flags.append("fuzzy")
        entry.previous_msgid, entry.previous_msgctxt = found.previous_msgid, found.previous_msgctxt
        entry.previous_msgid_plural = found.previous_msgid_plural


def _closest(entry, gone):
    """The text that went and is most like this one, of the same kind (one form or several), if any is alike enough."""
    best, most = None, ALIKE
    for other in gone:
        if bool(other.msgid_plural) == bool(entry.msgid_plural):
            ratio = SequenceMatcher(None, entry.msgid, other.msgid).ratio()
            if ratio > most:
                best, most = other, ratio
    return best


# --- gaps


def gaps(catalogue, texts, language):
    """What stands in the way of calling a catalogue complete: a list of (text, trouble)."""
    known = {key(entry): entry for entry in catalogue if not entry.obsolete}
    found = []
    for entry in texts:
        theirs = known.get(key(entry))
        trouble = _trouble(theirs, language) if theirs else "is not in the catalogue: run make messages"
        if trouble:
            found.append((entry.msgid, trouble))
    return found


def _trouble(entry, language):
    if "fuzzy" in entry.flags:
        return "is fuzzy: somebody must look at it"
    forms = dict(entry.msgstr_plural) if entry.msgid_plural else {0: entry.msgstr}
    expected = plural_forms(language) if entry.msgid_plural else 1
    if len(forms) != expected or not all(forms.values()):
        return "is not translated"
    exact = exact_forms(language) if entry.msgid_plural else set()
    for index, text in forms.items():
        if trouble := _difference(entry, text, may_drop_number=index in exact):
            return trouble
    return ""


def _difference(entry, text, *, may_drop_number):
    original = entry.msgid_plural or entry.msgid
    theirs, ours = placeholders(text), placeholders(original)
    if theirs - ours:
        return f"has unknown placeholders: {', '.join(sorted(theirs - ours))}"
    missing = ours - theirs
    # A form for one number only may say it in words ("a reply", the Arabic dual).
    if len(missing) > (1 if may_drop_number else 0):
        return f"lacks placeholders: {', '.join(sorted(missing))}"
    if Counter(TAG.findall(text)) != Counter(TAG.findall(original)):
        return "has other tags than the text"
    return ""


def placeholders(text):
    return {match[0] for match in PLACEHOLDER.finditer(text)}


def exact_forms(language):
    """The plural forms that stand for one number only, such as Arabic's none, one and two."""
    rule = c2py(re.search(r"plural=(.*?);?$", plural_rule(language))[1])
    uses = Counter(rule(number) for number in range(200))
    return {form for form, times in uses.items() if times == 1}
