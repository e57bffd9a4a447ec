"""People find each other: one tells of herself, another finds, writes to and mutes her; each sees what is theirs."""

import pytest

from tests.journeys.test_frame import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sent(page, button):
    with page.expect_navigation():
        button.click()


@pytest.mark.parametrize(("language", "width", "script"), [("en", 1280, True), ("ar", 360, False)])
def test_somebody_tells_of_herself_is_found_and_written_to(visit, axe, language, width, script):
    """Grace tells all members that she works in Georgian, and nobody her experience; Milan finds her by it."""
    grace = visit("trainer", language=language, width=width, script=script)
    grace.goto("/people/profile/")
    lines = grace.locator("[name=languages-language]")
    empty = next(place for place in range(lines.count()) if not lines.nth(place).input_value())
    lines.nth(empty).fill("Georgian" if language == "en" else "الجورجية")
    grace.locator("[name=languages-level]").nth(empty).select_option("b2")
    grace.fill("[name=experience]", "Kittiwakes, mostly")
    grace.locator("[name=seen_experience]").first.uncheck()
    sent(grace, grace.locator("main form button[data-kind=primary]"))
    milan = visit("newcomer", language=language, width=width, script=script)
    milan.goto("/people/?language=ka")

    found = milan.locator(".person-row .entry-title a")
    assert (found.count(), found.first.inner_text()) == (1, "Grace Adeyinka-Holm")
    assert [name for name, page in (("own", grace), ("list", milan)) if too_wide(page, width)] == []
    if script:
        assert (axe(grace), axe(milan)) == ([], [])
    sent(milan, found.first)
    assert ("Kittiwakes" in grace.content(), "Kittiwakes" in milan.content()) == (True, False)
    sent(milan, milan.locator("a[href*='/forum/c/new/?to=']"))
    milan.fill("[name=body]", "Do you know the weir at dawn?")
    sent(milan, milan.locator("main form button[data-kind=primary]"))
    grace.goto("/forum/c/")
    sent(grace, grace.locator(".entry-title a").first)
    assert "Do you know the weir at dawn?" in grace.content()
