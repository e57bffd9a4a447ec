"""Passkeys in a real Chromium with a virtual authenticator (WebAuthn.addVirtualAuthenticator): made, used, refused."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from tests.doors import PASSWORD, Clock, add_app, code_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(totp, "time", clock)
    return clock


def enter(page, person):
    page.goto("/accounts/login/?next=/spaces/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    press(page, "[name=password]")


def press(page, field):
    with page.expect_navigation():
        page.press(field, "Enter")


def click(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def make_passkey(page):
    page.goto("/accounts/factors/passkeys/add/")
    page.fill("[name=name]", "Heron key")
    click(page, "Make the passkey")


def sign_out(page):
    page.goto("/accounts/logout/")
    with page.expect_navigation():
        page.locator("main form button").click()


def test_a_passkey_is_made_and_then_opens_the_door_alone_and_leads_on(page, settings, member):
    settings.FORA_MFA = "all"
    enter(page, member)
    sent_to = page.url
    make_passkey(page)
    codes = page.locator(".codes li").count()
    page.get_by_role("link", name="I have them: go on").click()
    first = page.url
    sign_out(page)
    page.goto("/accounts/login/?next=/people/")
    click(page, "Sign in with a passkey")

    assert sent_to.endswith("/accounts/factors/")
    assert (codes, first.endswith("/spaces/"), page.url.endswith("/people/")) == (10, True, True)
    assert Authenticator.objects.get(user=member, type="webauthn").wrap().name == "Heron key"


def test_with_a_password_the_passkey_is_the_second_factor_and_later_the_step_up(page, member):
    enter(page, member)
    make_passkey(page)
    sign_out(page)
    enter(page, member)
    click(page, "Use a passkey")
    there = page.url
    page.goto("/accounts/factors/passkeys/again/?next=/accounts/factors/")
    click(page, "Use a passkey")

    assert there.endswith("/spaces/")
    assert page.get_by_text("Heron key").first.is_visible()


def test_a_device_that_does_not_ask_who_holds_it_makes_none_and_opens_nothing(page, member):
    page.device.send("WebAuthn.setUserVerified", {"authenticatorId": page.key, "isUserVerified": False})
    enter(page, member)
    page.goto("/accounts/factors/passkeys/add/")
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("No passkey was used.").wait_for()

    assert Authenticator.objects.filter(user=member).count() == 0


def test_a_passkey_of_another_site_opens_nothing(page, member, settings, live_server):
    """The browser says for which address the passkey was asked; here the site has another port meanwhile."""
    enter(page, member)
    make_passkey(page)
    sign_out(page)
    page.goto("/accounts/login/")
    settings.BASE_URL = "http://localhost:1"
    click(page, "Sign in with a passkey")

    assert page.url.startswith(f"{live_server.url}/accounts/login/")
    assert page.get_by_text("This passkey does not open anything here.").is_visible()


def test_who_was_disabled_gets_in_by_no_passkey(page, member, steward):
    from members import actions

    enter(page, member)
    make_passkey(page)
    sign_out(page)
    actions.disable(member, by=steward)
    page.goto("/accounts/login/")
    click(page, "Sign in with a passkey")

    assert page.url.endswith("/accounts/inactive/")


def test_an_app_and_a_passkey_live_beside_each_other(page, member, clock):
    secret = add_app(member)
    enter(page, member)
    page.fill("[name=code]", code_at(secret, clock.now))
    press(page, "[name=code]")
    make_passkey(page)

    assert set(member.authenticator_set.values_list("type", flat=True)) == {"totp", "webauthn", "recovery_codes"}
