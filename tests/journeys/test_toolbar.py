"""What each button of the composer types, in a browser that has this script and one field alone."""

import re

import pytest

from core.markup import render
from tests.journeys.alone import alone
from tests.run.processes import ROOT

pytestmark = pytest.mark.slow
TOOLBAR = (ROOT / "templates" / "components" / "composer.html").read_text()
BUTTONS = re.findall(r'data-mark="(\w+)"', TOOLBAR)
PIECE = "<form data-alone><div data-toolbar hidden>{}</div><input type='file'><textarea></textarea></form>".format(
    "".join(f'<button type="button" data-mark="{name}">{name}</button>' for name in BUTTONS)
)
LINES = "sealed bag\nsigned label"
# {button: what becomes of the two lines, and what a reader sees of it}
TYPED = {
    "bold": ("**sealed bag\nsigned label**", "<strong>"),
    "italic": ("_sealed bag\nsigned label_", "<em>"),
    "quote": ("> sealed bag\n> signed label", "<blockquote"),
    "list": ("- sealed bag\n- signed label", "<ul"),
    "ordered": ("1. sealed bag\n2. signed label", "<ol"),
    "task": ("- [ ] sealed bag\n- [ ] signed label", "☐"),
    "code": ("```\nsealed bag\nsigned label\n```", "<pre>"),
    "table": ("sealed bag\nsigned label\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "<table"),
    "link": ("[sealed bag\nsigned label](https://)", "<a "),
    "mention": ("@sealed bag\nsigned label", "@sealed"),
}


@pytest.fixture(scope="module")
def page(chromium):
    with alone(chromium, "composer", PIECE) as page:
        yield page


def press(page, button, text, start=0):
    """The text after a button was pressed with all of it chosen from `start` on."""
    page.fill("textarea", text)
    page.locator("textarea").evaluate(f"(area) => area.setSelectionRange({start}, area.value.length)")
    page.locator(f"[data-mark={button}]").click()
    return page.locator("textarea").input_value()


def test_each_button_is_known_here():
    assert {*BUTTONS} == {*TYPED, "file"}


@pytest.mark.parametrize("button", TYPED)
def test_a_button_marks_what_is_chosen_as_markdown_has_it(page, button):
    typed, shown = TYPED[button]

    assert press(page, button, LINES) == typed
    assert shown in render(typed).html


def test_what_a_button_typed_is_undone_by_a_key(page):
    press(page, "bold", LINES)
    page.keyboard.press("Control+z")

    assert page.locator("textarea").input_value() == LINES


def test_with_nothing_chosen_one_writes_between_the_marks(page):
    press(page, "bold", "sealed ", start=7)
    page.keyboard.type("bag")

    assert page.locator("textarea").input_value() == "sealed **bag**"


def test_a_table_stands_apart_from_the_words_before_and_behind(page):
    page.fill("textarea", LINES)
    page.locator("textarea").evaluate("(area) => area.setSelectionRange(10, 10)")
    page.locator("[data-mark=table]").click()

    shown = render(page.locator("textarea").input_value()).html
    assert re.findall(r"<(p|table)\b", shown) == ["p", "table", "p"]
    assert "signed" not in shown.partition("<table")[2].partition("</table>")[0]


def test_one_word_of_code_stands_in_its_line(page):
    assert press(page, "code", "sha256") == "`sha256`"


def test_the_clip_asks_for_a_file(page):
    with page.expect_file_chooser():
        page.locator("[data-mark=file]").click()


def test_control_and_enter_send(page):
    page.evaluate("document.forms[0].addEventListener('submit', (sent) => { sent.preventDefault(); window.sent = 1; })")
    page.focus("textarea")
    page.keyboard.press("Enter")
    assert page.evaluate("window.sent") is None

    page.keyboard.press("Control+Enter")
    assert page.evaluate("window.sent") == 1
