"""Languages that people work in: more than those Fora speaks. Their names are from CLDR (Unicode's, by Babel 2.18)."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from thesaurus.folding import key

FILE = Path(__file__).parent / "data" / "languages.json"


@cache
def _names():
    """{code: {language of the interface, or "own": name}}."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def name_of(code, language=None):
    """The name of a language in the reader's (or the given) language, else in English; "" for an unknown code."""
    names = _names().get(code, {})
    name = names.get(language or get_language() or "en") or names.get("en", "")
    return name[:1].upper() + name[1:]


def all_names(code):
    """All names of a language: in those of the interface, and its own."""
    return list(dict.fromkeys(_names().get(code, {}).values()))


def is_known(code):
    return code in _names()


def choices():
    """[name] of all languages in the reader's language, in its order."""
    return sorted((name_of(code) for code in _names()), key=str.casefold)


def code_of(typed):
    """The code of a language by any of its names, in whatever spelling; None for no language's name."""
    return _codes().get(key(typed))


@cache
def _codes():
    codes = {}
    for language in ("own", *[code for code, _name in settings.LANGUAGES]):
        for code, names in _names().items():
            if names.get(language):
                codes[key(names[language])] = code
    return codes
