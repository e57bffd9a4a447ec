"""Every text that people write reaches a page by one of two ways: escaped by the template, or through core.markup.

So no template says that something is safe, no code but core.markup does (and core.stencil, of what a template drew),
and what core.markup made stands inside of hx-disable. The tests in a browser try each of these ways; this one proves
that there is no other."""

import ast
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(settings.LOCALE_PATHS[0]).parent
ROOMS = ("core", "thesaurus", "notifications", "search", "moderation", "files", "members", "cms", "forum", "library")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CODE = sorted(file for room in (*ROOMS, "site/config") for file in (ROOT / room).rglob("*.py"))
# The words by which text gets past the escaping.
UNESCAPED = re.compile(r"\|\s*(safe|safeseq)\b|{%\s*autoescape\s+off|{%\s*filter\s+safe|\|\s*richtext\b")
MARKERS = {"mark_safe", "SafeString", "SafeText", "html_safe", "escapejs"}
ALLOWED = {"core/markup.py": {"mark_safe"}, "core/stencil.py": {"mark_safe"}}
# Where HTML made by core.markup is shown, by the name that the view gives it.
HTML = re.compile(r"{{\s*((\w+\.)?(html|preview|source)|leaf\.text)\b|{%\s*open (.text.|\w+\.text\b)")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def test_there_are_templates_and_code_to_look_at():
    assert (len(TEMPLATES) > 50, len(CODE) > 100) == (True, True)


def test_no_template_takes_the_escaping_away():
    found = {name_of(path): UNESCAPED.findall(path.read_text()) for path in TEMPLATES}

    assert {name: words for name, words in found.items() if words} == {}


def marked_safe_in(path):
    """The names in a module by which text is called safe."""
    names = {node.attr if isinstance(node, ast.Attribute) else node.id for node in ast.walk(ast.parse(path.read_text()))
             if isinstance(node, (ast.Attribute, ast.Name))}  # fmt: skip
    return names & MARKERS


def test_no_code_but_core_markup_calls_a_text_safe():
    found = {name_of(path): marked_safe_in(path) for path in CODE}

    assert {name: words for name, words in found.items() if words} == ALLOWED


def is_written_here(pattern):
    """A literal, or a literal repeated."""
    return isinstance(pattern.left if isinstance(pattern, ast.BinOp) else pattern, ast.Constant)


def test_what_format_html_fills_in_is_a_pattern_of_ours():
    """Its first argument is not escaped: it must be a literal, never a text that somebody wrote."""
    calls = [
        (name_of(path), node.lineno)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"format_html", "format_html_join"}
        and not is_written_here(node.args[0])
    ]

    assert calls == []


def test_html_of_people_stands_where_htmx_does_nothing():
    shown = [
        (name_of(path), line)
        for path in TEMPLATES
        if path.is_relative_to(ROOT / "templates" / "forum")
        for line in path.read_text().splitlines()
        if HTML.search(line)
    ]

    assert len(shown) == 15
    assert [each for each in shown if "hx-disable" not in each[1]] == []


def text_fields():
    """[(model, field)] of everything of ours in which a text can stand."""
    return [
        (model, field)
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.local_fields
        if isinstance(field, (models.CharField, models.TextField)) and not field.choices
    ]


def test_no_field_of_ours_hands_its_text_out_as_safe():
    """A field or property that returned safe text would pass every template; only the HTML of posts, their
    translations, private messages and the charter may, and that goes through `core.markup`, which cleans it again."""
    holds_html = {f"{model.__name__}.{field.name}" for model, field in text_fields() if field.name.endswith("_html")}

    assert holds_html == {f"{name}.body_html" for name in ("Post", "PostTranslation", "Message", "CharterText")}
    named = {name_of(path) for path in TEMPLATES if "body_html" in path.read_text()}
    assert named == set()
