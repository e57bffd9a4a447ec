"""Coming into a space and being taken out of it, in a real Chromium, in English and Arabic."""

import pytest

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_frame import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SPACE = "Digital evidence working group"


def go(page, place):
    with page.expect_navigation():
        place.click()


def fresh(page, address):
    """Open a keeper's page, and give the password again where it is asked for."""
    page.goto(address)
    if "reauthenticate" in page.url:
        page.fill("[name=password]", PASSWORD)
        go(page, page.locator("main button[data-kind=primary]"))


def space_of(page):
    page.goto("/spaces/")
    return page.get_attribute(f"h3 a:has-text('{SPACE}')", "href")


@pytest.mark.parametrize(("language", "who", "width"), [("en", "editor", 1280), ("ar", "trainer", 360)])
def test_who_asks_is_let_in_and_who_is_taken_out_finds_nothing_in_the_open_tab(visit, axe, language, who, width):
    theirs, keepers = visit(who, language=language, width=width), visit("admin", language=language)
    address = space_of(theirs)
    theirs.goto(address)
    wrong = axe(theirs)
    theirs.fill("[name=words]", "I read transfer records every day.")
    theirs.check("[name=accepts]")
    go(theirs, theirs.locator(f"form[action='{address}ask/'] button"))
    waiting = theirs.locator(f"form[action='{address}ask/withdraw/']").count()

    fresh(keepers, f"{address}people/")
    wrong += axe(keepers)
    row = keepers.locator("li", has_text="I read transfer records every day.")
    go(keepers, row.locator("button[value=grant]"))
    if "reauthenticate" in keepers.url:
        keepers.fill("[name=password]", PASSWORD)
        go(keepers, keepers.locator("main button[data-kind=primary]"))
    theirs.goto(address)
    wrong += axe(theirs)
    inside = theirs.locator("#space-boards").count()
    assert (waiting, inside, too_wide(theirs, width), wrong) == (1, 1, [], [])

    me = theirs.get_attribute("header .menu a", "href").rstrip("/").rpartition("/")[2]
    fresh(keepers, f"{address}people/{me}/")
    wrong += axe(keepers)
    go(keepers, keepers.locator(f"form[action='{address}people/{me}/out/'] button"))
    theirs.reload()

    assert theirs.locator("#space-boards").count() == 0
    assert theirs.locator(f"form[action='{address}ask/']").count() == 1
    assert wrong == []
