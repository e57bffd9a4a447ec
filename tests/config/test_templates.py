"""What holds of all templates."""

import re

import pytest
from django.conf import settings

TEMPLATES = settings.ROOT / "templates"
INCLUDED = re.compile(r'{% include "([^"]+)"([^%]*?)(only )?%}')
TOKEN = "csrf_token=csrf_token"


def text_of(name):
    path = TEMPLATES / name
    return path.read_text() if path.exists() else ""


def needs_token(name):
    """Whether a template, or what it includes and tells of it, draws a form's token."""
    text = text_of(name)
    inner = [part for part, given, only in INCLUDED.findall(text) if not only or TOKEN in given]
    return "{% csrf_token %}" in text or any(needs_token(part) for part in inner)


@pytest.mark.parametrize("name", sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")))
def test_a_part_that_knows_only_what_it_is_given_is_given_the_token_of_its_forms(name):
    parts = [part for part, given, only in INCLUDED.findall(text_of(name)) if only and TOKEN not in given]

    assert [part for part in parts if needs_token(part)] == []
