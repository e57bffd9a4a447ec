"""A template drawn once: what differs between readers is filled in, and no text can pretend to be a mark."""

from django.template import Context, Template
from django.utils.safestring import SafeString

from core import stencil

SOURCE = """<p>{{ name }} {% open "when" %}{% only_with "menu" %}<b>{% only_with "edit" %}E{% endonly_with %}{% only_with "hide" %}H{% endonly_with %}</b>{% endonly_with %}</p>"""  # noqa: E501


def drawn(**given):
    return stencil.cut(Template(SOURCE).render(Context(given)))


def test_each_reader_gets_the_parts_that_are_theirs():
    made = drawn(name="Amara")

    shown = [made.filled(set(parts), when="now") for parts in ((), ("menu",), ("menu", "edit"), ("edit",))]

    assert shown == ["<p>Amara now</p>", "<p>Amara now<b></b></p>", "<p>Amara now<b>E</b></p>", "<p>Amara now</p>"]
    assert {type(text) for text in shown} == {SafeString}


def test_words_and_names_are_escaped():
    made = drawn(name="<script>")

    assert made.filled(set(), when="<img>") == "<p>&lt;script&gt; &lt;img&gt;</p>"


def test_a_text_that_looks_like_a_mark_is_a_text():
    forged = "<" + "0" * 32 + " begin edit>"

    assert drawn(name=forged).filled(set(), when=forged).count("begin edit") == 2


def test_its_size_is_that_of_its_html():
    assert drawn(name="Amara").size == len("<p>Amara <b>EH</b></p>")
