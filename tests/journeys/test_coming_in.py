"""From an invitation to the first page and into a space, on a phone; and invitations that open nothing any more."""

import re

import pytest
from django.utils import timezone

from members import actions
from members.models import Invitation, User
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_frame import too_wide
from tests.members import conftest as way
from tests.run.processes import eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 120  # seconds in which the mail must be there: the notices of the demo go out before it
FRESH = "a fresh and long sentence"
GO_ON = "main form button[data-kind=primary]"
WITH_PASSWORD = "main form button:not([type=button]):not(.linklike)"
make_institution, institution, invite = way.make_institution, way.institution, way.invite


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
    press(page, WITH_PASSWORD)
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
    press(first, WITH_PASSWORD)

    second = visit(width=360)
    second.goto(path)

    assert second.locator("main h1").inner_text() == "You have begun already"
    assert second.locator("main a.button").get_attribute("href") == "/accounts/login/?next=/coming-in/"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_who_is_invited_comes_in_by_a_passkey_and_goes_into_a_space(page, axe, settings, invite, make_space, language):
    settings.FORA_MFA = "all"
    space = make_space("open", name="Open water")
    path = way.path_of(invite(language=language))
    wrong, steps = {}, {}

    def look(name):
        if found := axe(page) + too_wide(page, 360):
            wrong[name] = found
        steps[name] = page.eval_on_selector_all("ol.steps li", "found => found.map(each => each.dataset.state)")

    page.goto(path)
    look("invited")
    press(page, "main a.button")
    page.fill("[name=email]", "noor@sabarra.example")
    page.fill("[name=name]", "Noor Newcomer")
    look("account")
    press(page, "[data-behaviour=offer] button")
    look("passkey")
    press(page, "[data-role=ask]")
    codes = page.locator(".codes li").count()
    look("codes")
    press(page, "main a.button")
    page.fill("[name=job_title]", "Analyst")
    page.select_option("[name=time_zone]", "Europe/Kyiv")
    look("about")
    press(page, GO_ON)
    look("charter")
    press(page, GO_ON)
    look("first steps")
    first = page.url
    press(page, "main a[href='/spaces/']")
    press(page, f"main a[href='/spaces/{space.ref}/']")
    press(page, f"form[action='/spaces/{space.ref}/join/'] button")
    look("space")

    person = User.objects.get(email="noor@sabarra.example")
    assert wrong == {}
    assert (codes, first.endswith("/first-steps/")) == (10, True)
    assert (steps["account"], steps["codes"]) == (["now", "later", "later", "later"], ["done", "now", "later", "later"])
    assert (steps["about"], steps["charter"]) == (["done", "done", "now", "later"], ["done", "done", "done", "now"])
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert (person.language, person.has_usable_password(), person.is_member) == (language, False, True)
    assert [each.space for each in person.memberships.current()] == [space]
    assert page.locator("#space-boards").count() == 1

    page.goto("/accounts/logout/")
    press(page, "main form button")
    page.goto("/accounts/login/?next=/first-steps/")
    press(page, "[data-role=ask]")
    assert page.url == first


@pytest.mark.django_db(transaction=True)
def test_without_a_device_that_knows_its_owner_one_goes_back_to_the_password_with_the_name_kept(page, invite):
    page.device.send("WebAuthn.setUserVerified", {"authenticatorId": page.key, "isUserVerified": False})
    page.goto(f"{way.path_of(invite())}account/")
    page.fill("[name=email]", "noor@sabarra.example")
    page.fill("[name=name]", "Noor Newcomer")
    press(page, "[data-behaviour=offer] button")
    page.locator("[data-role=ask]").click()
    page.get_by_text("No passkey was used.").wait_for()
    press(page, "button[value=password]")
    kept = [page.input_value(f"[name={name}]") for name in ("email", "name")]
    page.fill("[name=password]", FRESH)
    with page.expect_navigation():
        page.press("[name=password]", "Enter")  # sends the password, though the passkey's button comes first

    assert kept == ["noor@sabarra.example", "Noor Newcomer"]
    assert page.url.endswith("/coming-in/about/")
    assert User.objects.get(email="noor@sabarra.example").has_usable_password() is True


@pytest.mark.django_db(transaction=True)
def test_a_passkey_made_for_another_site_is_told_on_the_same_page(page, invite, settings, live_server):
    """The browser says for which address it was; here the site has another port meanwhile."""
    page.goto(f"{way.path_of(invite())}account/")
    page.fill("[name=email]", "noor@sabarra.example")
    page.fill("[name=name]", "Noor Newcomer")
    press(page, "[data-behaviour=offer] button")
    settings.BASE_URL = "http://localhost:1"
    press(page, "[data-role=ask]")
    said = page.locator(".summary-of-errors").inner_text()
    settings.BASE_URL = live_server.url
    untouched = User.objects.filter(email="noor@sabarra.example").count()
    press(page, "[data-role=ask]")

    assert ("This passkey does not count" in said, untouched) == (True, 0)
    assert page.url.endswith("/accounts/factors/codes/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("fate", "way_on"), [("used", "/accounts/login/"), ("expired", None), ("revoked", None)])
def test_a_link_that_opens_nothing_any_more_is_a_page_that_says_what_to_do(
    page, axe, live_server, invite, steward, language, fate, way_on
):
    invitation = invite(language=language)
    path = way.path_of(invitation)
    if fate == "used":
        way.come_in(invitation)
    elif fate == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    else:
        actions.revoke(invitation, by=steward)
    page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])

    answer = page.goto(path)

    heading, words = page.locator("main h1").inner_text(), page.locator("main p").all_inner_texts()
    assert (answer.status, page.locator("html").get_attribute("lang")) == (410, language)
    assert (bool(heading), any(words), axe(page) + too_wide(page, 360)) == (True, True, [])
    links = page.eval_on_selector_all("main a.button", "found => found.map(each => each.getAttribute('href'))")
    assert links == ([way_on] if way_on else [])
