"""From an invitation to the first page, on a phone: a steward invites, the mail comes, somebody comes in."""

import re

import pytest

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_frame import too_wide
from tests.run.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 120  # seconds in which the mail must be there: the notices of the demo go out before it
FRESH = "a fresh and long sentence"
GO_ON = "main form button[data-kind=primary]"


def press(page, selector):
    with page.expect_navigation():
        page.locator(selector).first.click()


def link_to(site, address):
    """The path of the newest invitation that was mailed to an address, or None."""
    mails = "".join(file.read_text("utf-8") for file in sorted((site.var / "mail").iterdir()))
    sent = mails.rpartition(f"To: {address}")[2] if f"To: {address}" in mails else ""
    found = re.search(r"/invitation/[\w-]{43}/", sent)
    return found and found[0]


def invited(visit, site, address):
    """A steward invites this address; the path behind the link that is mailed."""
    page = visit("steward")
    page.goto("/invitations/new/")
    page.fill("[name=email]", address)
    page.select_option("[name=institution]", index=1)
    page.fill("[name=line]", "We met at the workshop.")
    press(page, GO_ON)
    if page.locator("[name=password]").count():  # who signed in a while ago confirms it
        page.fill("[name=password]", PASSWORD)
        press(page, GO_ON)
    if page.locator("[name=sure]").count():
        page.check("[name=sure]")
        press(page, GO_ON)
    assert page.locator("main h1").inner_text() == address
    assert eventually(lambda: link_to(site, address), PATIENCE)
    return link_to(site, address)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_who_is_invited_comes_in_on_a_phone(visit, site, axe, language, script):
    address = f"noor.{language}.{script}@workshop.example".lower()
    path = invited(visit, site, address)
    page = visit(language=language, width=360, script=script)
    wrong = {}

    def look(name):
        if script and (found := axe(page) + too_wide(page, 360)):
            wrong[name] = found

    page.goto(path)
    look("invited")
    press(page, "main a.button")
    page.fill("[name=email]", address)
    page.fill("[name=name]", "Noor Newcomer")
    page.fill("[name=password]", FRESH)
    look("account")
    press(page, GO_ON)
    page.fill("[name=job_title]", "Analyst")
    page.select_option("[name=time_zone]", "Europe/Kyiv")
    look("about")
    press(page, GO_ON)
    look("charter")
    press(page, GO_ON)
    look("first steps")

    assert page.url == f"{site.url}/first-steps/"
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert "Noor Newcomer" in page.locator("main h1").inner_text()
    assert wrong == {}
    page.goto("/people/")
    assert page.locator("h1").count() == 1


def test_a_link_that_was_used_says_what_to_do(visit, site):
    address = "twice@workshop.example"
    path = invited(visit, site, address)
    first = visit(width=360)
    first.goto(f"{path}account/")
    first.fill("[name=email]", address)
    first.fill("[name=name]", "Noor")
    first.fill("[name=password]", FRESH)
    press(first, GO_ON)

    second = visit(width=360)
    second.goto(path)

    assert second.locator("main h1").inner_text() == "You have begun already"
    assert second.locator("main a.button").get_attribute("href") == "/accounts/login/?next=/coming-in/"
