"""Second factors: who must have one, what it is to have one, and what a session without one reaches."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.test import Client

from config import inventory
from config.routes import ROUTES
from core.models import AuditEntry
from core.sealing import unseal
from members import actions, second_factor
from tests.doors import PASSWORD, PERIOD, Clock, add_app, code_at, is_inside, let_pass, recovery_codes_of, sign_in
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
SHOW = "/accounts/factors/show/"


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(totp, "time", clock)
    return clock


@pytest.fixture
def everybody(settings):
    settings.FORA_MFA = "all"


# Who must have one


@pytest.mark.parametrize(
    ("mode", "asked"),
    [
        ("all", {"member", "trainer", "editor", "moderator", "steward", "operator"}),
        ("staff", {"trainer", "editor", "moderator", "steward", "operator"}),
    ],
)
def test_who_is_asked_for_a_second_factor(settings, mode, asked, member, trainer, editor, moderator, steward, operator):
    settings.FORA_MFA = mode
    people = {
        "member": member,
        "trainer": trainer,
        "editor": editor,
        "moderator": moderator,
        "steward": steward,
        "operator": operator,
    }

    assert {name for name, person in people.items() if second_factor.is_asked_of(person)} == asked
    assert {name for name, person in people.items() if not second_factor.is_satisfied(person)} == asked


@pytest.mark.parametrize(("kind", "counts"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_recovery_codes_alone_are_no_second_factor(everybody, member, kind, counts):
    Authenticator.objects.create(user=member, type=kind, data={})

    assert second_factor.is_satisfied(member) is counts


# What a session without one reaches


def addresses_without_parts():
    return {
        f"/{address}": name for address, name in inventory.patterns() if "<" not in address and "(?P" not in address
    }


def test_without_one_a_session_reaches_the_set_up_and_nothing_else(everybody, member):
    """T17: every address there is, Wagtail's among them, and one that is not."""
    client = sign_in(member)
    paths = {**addresses_without_parts(), "/people/aaaaaaaaaa/": "person", "/no/such/": "", "/admin/pages/": ""}

    reached = {}
    for path, name in paths.items():
        if name not in {"account_logout", "healthz", "readyz"}:
            response = client.get(path)
            if not (response.status_code == 302 and response["Location"] == "/accounts/factors/"):
                reached[name] = response.status_code

    assert set(reached) <= second_factor.SET_UP
    assert reached["mfa_index"] == reached["mfa_activate_totp"] == reached["mfa_add_webauthn"] == 200
    assert len(paths) > len(reached) + 40


def test_nothing_can_be_written_without_one(everybody, member):
    client = sign_in(member)

    answers = {
        path: client.post(path, {"x": "y"}) for path in ("/spaces/aaaaaaaaaa/join/", "/notices/read/", "/admin/")
    }

    assert {answer["Location"] for answer in answers.values()} == {"/accounts/factors/"}


def test_every_door_that_takes_a_password_ends_at_the_set_up(everybody, make_member, anonymous):
    """T17: the forms with a password are found by looking at every open page; each is used, and opens nothing."""
    person = make_member()
    names = addresses_without_parts()
    doors = {path for path in names if 'type="password"' in anonymous.get(path).content.decode()}
    reached = {}
    for path in doors:
        client = Client()
        client.post(path, {"login": person.email, "email": person.email, "password": PASSWORD})
        reached[path] = [client.get(page).headers.get("Location") for page in ("/people/", "/admin/", "/")]

    assert reached == {"/accounts/login/": ["/accounts/factors/"] * 3}


def test_htmx_is_sent_to_the_set_up_as_a_whole_page(everybody, member):
    response = sign_in(member).get("/people/", headers={"hx-request": "true"})

    assert (response.status_code, response["HX-Redirect"]) == (200, "/accounts/factors/")


def test_a_session_that_skipped_the_factor_is_ended(everybody, member, client_of):
    add_app(member)
    client = client_of(member)

    response = client.get("/people/")

    assert response["Location"] == "/accounts/login/?next=/people/"
    assert "_auth_user_id" not in client.session


def test_who_is_given_a_role_is_asked_on_the_next_request(settings, member):
    settings.FORA_MFA = "staff"
    client = sign_in(member)
    before = is_inside(client)
    actions.appoint(member, "editor", by=None)

    assert (before, client.get("/people/")["Location"]) == (True, "/accounts/factors/")


# Setting up an app


def set_up_app(client, clock):
    page = client.get("/accounts/factors/app/add/").content.decode()
    secret = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    return secret, client.post("/accounts/factors/app/add/", {"code": code_at(secret, clock.now)})


def test_an_app_is_set_up_without_script_and_then_the_way_is_open(everybody, member, clock):
    client = sign_in(member)
    client.get("/spaces/?x=1")
    secret, response = set_up_app(client, clock)
    codes = client.get(response["Location"]).content.decode()

    assert response["Location"] == "/accounts/factors/codes/"
    assert len(re.findall(r"<code>\d{4} \d{4} \d{4}</code>", codes)) == 10
    assert 'href="/spaces/?x=1">I have them: go on' in codes
    assert is_inside(client)


def test_the_picture_of_the_key_is_an_image_of_this_host(everybody, member, clock):
    client = sign_in(member)
    before = client.get("/accounts/factors/app/picture/").status_code
    page = client.get("/accounts/factors/app/add/")
    picture = client.get("/accounts/factors/app/picture/")

    assert (before, picture.status_code, picture["Content-Type"]) == (404, 200, "image/svg+xml")
    assert '<img class="code-picture" src="/accounts/factors/app/picture/"' in page.content.decode()
    assert "data:" not in page.content.decode()


def test_recovery_codes_are_shown_once(everybody, member, clock):
    client = sign_in(member)
    set_up_app(client, clock)
    first, second = (client.get("/accounts/factors/codes/").content.decode() for _ in range(2))

    codes = recovery_codes_of(member)
    assert [code in first.replace(" ", "") for code in codes] == [True] * 10
    assert [code in second.replace(" ", "") for code in codes] == [False] * 10
    assert {len(code) for code in codes} == {12}


def test_the_code_that_sets_the_app_up_is_used_up(everybody, member, clock):
    client = sign_in(member)
    secret, _ = set_up_app(client, clock)

    again = sign_in(member, code=code_at(secret, clock.now))

    assert is_inside(again) is False


def test_the_database_alone_yields_no_code(member):
    secret = add_app(member)
    rows = str(list(Authenticator.objects.filter(user=member).values_list("data", flat=True)))

    assert secret not in rows
    assert [code for code in recovery_codes_of(member) if code in rows] == []
    assert unseal(Authenticator.objects.get(user=member, type="totp").data["secret"]) == secret


# Signing in with a code


def test_a_password_alone_does_not_sign_in(member, clock):
    add_app(member)

    response = Client().post("/accounts/login/", {"login": member.email, "password": PASSWORD, "next": "/spaces/"})

    assert response["Location"] == SHOW
    assert is_inside(sign_in(member)) is False


def test_a_code_signs_in_once(member, clock):
    secret = add_app(member)
    code = code_at(secret, clock.now)

    assert is_inside(sign_in(member, code=code)) is True
    assert is_inside(sign_in(member, code=code)) is False


@pytest.mark.parametrize("periods", [-2, -1, 1, 2])
def test_a_code_of_another_half_minute_is_refused(member, clock, periods):
    secret = add_app(member)

    assert is_inside(sign_in(member, code=code_at(secret, clock.now + periods * PERIOD))) is False


def test_a_clock_that_goes_back_does_not_bring_a_used_code_back(member, clock):
    secret = add_app(member)
    code = code_at(secret, clock.now)
    sign_in(member, code=code)
    clock.now -= PERIOD

    assert is_inside(sign_in(member, code=code)) is False


def test_emptying_every_other_cache_brings_no_used_code_and_no_attempt_back(member, clock):
    secret = add_app(member)
    code = code_at(secret, clock.now)
    sign_in(member, code=code)
    for name in ("pages", "limits", "renditions"):
        caches[name].clear()

    assert is_inside(sign_in(member, code=code)) is False


def test_the_sixth_wrong_code_is_refused_and_so_is_then_the_right_one(member, clock):
    secret = add_app(member)
    client = sign_in(member)
    for _ in range(5):
        client.post(SHOW, {"code": "000000"})

    response = client.post(SHOW, {"code": code_at(secret, clock.now)})

    assert response.status_code == 200
    assert (
        "There were too many wrong codes or keys. Please wait five minutes and try again." in response.content.decode()
    )
    assert "new password" not in response.content.decode().partition("<main")[2]
    assert is_inside(client) is False


def test_a_recovery_code_signs_in_once(member, clock):
    add_app(member)
    code = recovery_codes_of(member)[0]

    assert is_inside(sign_in(member, code=f"{code[:4]} {code[4:8]} {code[8:]}")) is True
    assert is_inside(sign_in(member, code=code)) is False


@pytest.mark.parametrize("code", ["", "\x00", "x" * 500, "١٢٣٤٥٦", "'; --"])
def test_what_is_no_code_is_answered_on_the_same_page(member, clock, code):
    add_app(member)
    client = sign_in(member)

    response = client.post(SHOW, {"code": code})

    assert response.status_code == 200
    assert len(response.context["form"].errors["code"]) == 1


@pytest.mark.parametrize(
    "credential", ["", "x", "{}", "[]", "null", '{"response": {"clientDataJSON": "e30"}}', "x" * 30_000]
)
@pytest.mark.parametrize("path", [SHOW, "/accounts/factors/passkeys/login/"])
def test_what_is_no_answer_of_a_passkey_opens_nothing(member, clock, path, credential):
    add_app(member)
    client = sign_in(member)

    response = client.post(path, {"credential": credential, "next": "//evil.example/"})

    assert response.status_code in {200, 302}
    assert response.headers.get("Location", "/accounts/login/").startswith(("/accounts/login/", SHOW))
    assert is_inside(client) is False


def test_who_was_disabled_between_password_and_code_stays_outside(member, steward, clock):
    secret = add_app(member)
    client = sign_in(member)
    actions.disable(member, by=steward)

    client.post(SHOW, {"code": code_at(secret, clock.now)})

    assert is_inside(client) is False


def test_who_was_disabled_gets_in_by_no_recovery_code(member, steward, clock):
    add_app(member)
    code, client = recovery_codes_of(member)[0], sign_in(member)
    actions.disable(member, by=steward)

    client.post(SHOW, {"code": code})

    assert is_inside(client) is False


def test_wrong_codes_are_on_record(member, clock):
    add_app(member)
    sign_in(member, code="000000")

    entry = AuditEntry.objects.get(verb="members.factor_refused")
    assert (entry.actor, entry.outcome, entry.reason) == (f"person:{member.ref}", "refused", "totp")


# Changing factors


def test_a_new_factor_ends_other_sessions_and_is_told_and_recorded(member, clock, django_capture_on_commit_callbacks):
    here, elsewhere = sign_in(member), sign_in(member)
    key = here.session.session_key
    mailed().clear()
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(here, clock)

    assert (is_inside(here), is_inside(elsewhere)) == (True, False)
    assert here.session.session_key != key
    assert [(sent.to, sent.subject) for sent in mailed()] == [([member.email], "A second factor was added")]
    assert member.account_events.latest("at").kind == "factor_added"
    assert member.notices.filter(kind="members.account_event").count() == 2  # and that of the second device
    assert AuditEntry.objects.filter(verb="members.factor_added", reason="totp").count() == 1


def test_the_only_factor_of_who_must_have_one_stays(everybody, member, clock):
    secret = add_app(member)
    client = sign_in(member, code=code_at(secret, clock.now))

    page = client.get("/accounts/factors/app/remove/").content.decode()
    client.post("/accounts/factors/app/remove/")

    assert "This is your only second factor." in page
    assert second_factor.has_one(member) is True


def test_the_last_factor_of_who_need_not_have_one_goes_with_its_codes(member, clock):
    secret = add_app(member)
    here = sign_in(member, code=code_at(secret, clock.now))
    mailed().clear()
    here.post("/accounts/factors/app/remove/")

    assert list(member.authenticator_set.all()) == []
    assert [sent.subject for sent in mailed()] == ["A second factor was removed"]
    assert is_inside(here) is True


def test_a_session_whose_factor_was_removed_no_longer_counts_as_having_shown_one(settings, member, clock):
    settings.FORA_MFA = "staff"
    secret = add_app(member)
    client = sign_in(member, code=code_at(secret, clock.now))
    client.post("/accounts/factors/app/remove/")
    actions.appoint(member, "editor", by=None)

    assert client.get("/people/")["Location"] == "/accounts/factors/"


@pytest.mark.parametrize(
    "path", ["/accounts/factors/app/add/", "/accounts/factors/passkeys/add/", "/accounts/factors/codes/new/"]
)
def test_factors_are_changed_within_five_minutes_of_signing_in(member, clock, path):
    client = sign_in(member)
    fresh = client.get(path).status_code
    let_pass(client, 301)

    assert (fresh, client.get(path)["Location"]) == (200, f"/accounts/reauthenticate/?next={path}")


def test_nobody_reaches_anothers_passkey(member, other):
    theirs = Authenticator.objects.create(user=other, type="webauthn", data={"name": "Key", "credential": {}})
    client = sign_in(member)

    answers = [client.post(f"/accounts/factors/passkeys/{theirs.pk}/{what}/") for what in ("remove", "name")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_what_allauth_has_beyond_ours_is_not_there():
    assert {
        name for name in ROUTES if name in {"mfa_trust", "mfa_download_recovery_codes", "mfa_signup_webauthn"}
    } == set()
