"""A part of a template that is drawn once knows its facts alone; words and the token are each request's own."""

import pytest
from django.template import Context, Engine, engines
from django.utils import translation

from core import drawn

SOURCE = """{% load i18n %}{% drawn_once kind=kind open name=name|upper %}{{ kind }}{{ name }}{{ secret }} {% open "name" %} {% translate "Search" %}{% csrf_token %}{% enddrawn_once %}"""  # noqa: E501


@pytest.fixture(autouse=True)
def nothing_kept():
    drawn.parts.clear()


@pytest.fixture
def draw():
    made = engines["django"].from_string(SOURCE)
    return lambda **given: made.template.render(Context({"csrf_token": "mine", **given}))


def test_each_gets_their_own_words_and_token(draw):
    texts = [draw(kind="a", name=name, csrf_token=token) for name, token in (("amara", "one"), ("<b>", "two"))]

    assert [text.partition("<input")[0] for text in texts] == ["a AMARA Search", "a &lt;B&gt; Search"]
    assert [f'value="{token}"' in text for text, token in zip(texts, ("one", "two"), strict=True)] == [True, True]


def test_what_is_no_fact_is_not_known_inside(draw):
    assert "Kittiwake" not in draw(kind="a", name="x", secret="Kittiwake")


def test_it_is_drawn_once_for_the_same_facts_and_language(draw):
    sizes = []
    for kind, language in (("a", "en"), ("a", "en"), ("b", "en"), ("a", "fr"), ("a", "en")):
        with translation.override(language):
            draw(kind=kind, name="x")
        sizes.append(len(drawn.parts._rows))

    assert sizes == [1, 1, 2, 3, 3]


def test_two_parts_of_one_template_are_told_apart():
    source = "{% drawn_once %}one{% enddrawn_once %} {% drawn_once %}two{% enddrawn_once %}"
    made = Engine(builtins=["core.templatetags.fora"]).from_string(source)

    assert [made.render(Context()) for _ in range(2)] == ["one two", "one two"]
