"""T15, T17, T22: what the door tells a stranger, which doors there are, and where mails lead."""

import hashlib
import json
import re

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.core.cache import caches
from django.test import Client
from fido2.utils import websafe_encode

from core.ids import new_ref
from members.links import welcome_link
from members.models import User
from tests.doors import add_app
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet herons at the weir"
UNKNOWN = "unknown@test.example"


def told(client, path, email, **typed):
    """What a stranger gets to see, less the address that they typed themselves."""
    response = client.post(path, {"login": email, "email": email, **typed})
    body = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name not in {"Set-Cookie", "Expires"}}
    return response.status_code, headers, body.replace(email, "")


def unlike(member):
    """An address of nobody as long as the member's, so that even the sizes must agree."""
    return f"{'x' * (len(member.email) - len('@test.example'))}@test.example"


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/accounts/login/", {"password": "wrong and wrong again"}),
        ("/accounts/login/", {"password": ""}),
        ("/accounts/password/reset/", {}),
        ("/recovery/", {}),
        ("/accounts/signup/", {"password1": PASSWORD, "password2": PASSWORD}),
    ],
)
def test_a_members_address_and_an_unknown_one_are_answered_alike(member, path, typed):
    assert told(Client(), path, member.email, **typed) == told(Client(), path, unlike(member), **typed)


@pytest.mark.parametrize("password", ["wrong and wrong again", ""])
def test_whether_somebody_has_a_second_factor_is_told_to_nobody_without_the_password(member, other, password):
    add_app(member)
    with_app, without, nobody = (
        told(Client(), "/accounts/login/", email, password=password)
        for email in (member.email, other.email, unlike(member))
    )

    assert [answer[0] for answer in (with_app, without, nobody)] == [200] * 3
    assert with_app[2] == nobody[2]
    assert without[2].replace(other.email, "") == nobody[2]


def answer_of_a_passkey(client, handle):
    """What a browser would send for a passkey that this person has never had."""
    options = client.get("/accounts/factors/passkeys/login/", headers={"accept": "application/json"}).json()
    client_data = {
        "type": "webauthn.get",
        "challenge": options["request_options"]["publicKey"]["challenge"],
        "origin": "http://testserver",
    }
    response = {
        "clientDataJSON": websafe_encode(json.dumps(client_data).encode()),
        "authenticatorData": websafe_encode(hashlib.sha256(b"testserver").digest() + bytes([5, 0, 0, 0, 1])),
        "signature": websafe_encode(b"x" * 70),
        "userHandle": websafe_encode(handle.encode()),
    }
    known = websafe_encode(b"k" * 32)
    return json.dumps({"id": known, "rawId": known, "type": "public-key", "response": response})


def by_number(pk):
    """As passkeys of earlier versions know their account."""
    return user_pk_to_url_str(User(pk=pk))


@pytest.mark.parametrize("kind", ["ref", "number"])
def test_a_passkey_of_a_member_that_is_not_right_and_one_of_nobody_are_answered_alike(member, kind):
    def said(handle):
        client = Client()
        typed = {"credential": answer_of_a_passkey(client, handle)}
        response = client.post("/accounts/factors/passkeys/login/", typed, follow=True)
        body = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.content.decode())
        return response.redirect_chain, body

    handles = (member.ref, new_ref()) if kind == "ref" else (by_number(member.pk), by_number(member.pk + 1000))
    ours, nobodys = map(said, handles)

    assert ours == nobodys
    assert "This was not right." in ours[1]


def test_the_second_step_opens_for_nobody_who_did_not_take_the_first(member):
    add_app(member)

    assert Client().get("/accounts/factors/show/")["Location"] == "/accounts/login/"
    assert Client().post("/accounts/factors/show/", {"code": "000000"})["Location"] == "/accounts/login/"


def test_the_sixth_attempt_is_answered_alike_too(member):
    def sixth(email):
        return [told(Client(), "/accounts/login/", email, password="wrong and wrong again") for _ in range(6)][-1]

    first = sixth(member.email)
    caches["default"].clear()  # else the address of the network is shut for both

    assert first == sixth(unlike(member))


def test_nothing_is_mailed_to_an_address_of_nobody(anonymous):
    anonymous.post("/accounts/password/reset/", {"email": UNKNOWN})
    anonymous.post("/accounts/login/", {"login": UNKNOWN, "password": PASSWORD})
    anonymous.post("/accounts/signup/", {"email": UNKNOWN, "password1": PASSWORD, "password2": PASSWORD})

    assert mailed() == []


def test_changing_to_a_members_address_is_answered_like_any_other(anonymous, member, other):
    anonymous.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    anonymous.post("/accounts/reauthenticate/", {"password": PASSWORD})

    def asked(email):
        response = anonymous.post("/accounts/email/", {"action_add": "", "email": email}, follow=True)
        body = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.content.decode())
        return response.redirect_chain, body.replace(email, "")

    assert asked(other.email) == asked(unlike(other))
    anonymous.post(re.search(r"http://testserver(/accounts/confirm-email/\S+)", mailed()[0].body)[1])
    other.refresh_from_db()
    assert other.emailaddress_set.get().verified is True
    assert member.emailaddress_set.filter(email=other.email, verified=True).exists() is False


# T22


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "a b", ""])
def test_a_forged_host_is_refused_and_nothing_is_mailed(anonymous, member, host):
    response = anonymous.post("/accounts/password/reset/", {"email": member.email}, headers={"host": host})

    assert (response.status_code, mailed()) == (400, [])


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "localhost"},
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example"},
        {"x-host": "evil.example", "x-forwarded-server": "evil.example"},
        {"x-original-url": "https://evil.example/", "referer": "http://testserver/", "origin": "http://testserver"},
    ],
)
def test_no_header_gets_into_a_mail(anonymous, member, settings, headers):
    settings.BASE_URL = "https://fora.example"

    anonymous.post("/accounts/password/reset/", {"email": member.email}, headers=headers)

    message = str(mailed()[0].message())
    assert "evil" not in message
    assert "localhost" not in mailed()[0].body
    assert set(re.findall(r"https?://[^/\s]+", mailed()[0].body)) == {"https://fora.example"}


def test_every_mail_of_the_door_leads_to_the_configured_address(anonymous, member, settings):
    settings.BASE_URL = "https://fora.example"
    anonymous.post("/accounts/login/", {"login": member.email, "password": PASSWORD}, headers={"host": "localhost"})
    anonymous.post("/accounts/reauthenticate/", {"password": PASSWORD}, headers={"host": "localhost"})
    for typed in ({"action_add": "", "email": "a@test.example"}, {"action_remove": "", "email": "a@test.example"}):
        anonymous.post("/accounts/email/", typed, headers={"host": "localhost"})
    fresh = {
        "oldpassword": PASSWORD,
        "password1": "a fresh and long sentence",
        "password2": "a fresh and long sentence",
    }
    anonymous.post("/accounts/password/change/", fresh, headers={"host": "localhost"})

    hosts = {host for message in mailed() for host in re.findall(r"https?://[^/\s]+", message.body)}
    assert (len(mailed()), hosts) == (3, {"https://fora.example"})
    assert not any("localhost" in message.body for message in mailed())


# T17: the doors


def test_the_administration_is_the_one_404_for_who_is_outside(anonymous):
    known, unknown = anonymous.get("/admin/"), anonymous.get("/no-such/")

    assert (known.status_code, unknown.status_code) == (404, 404)
    assert '<a class="button" data-kind="primary" href="/accounts/login/?next=/admin/">' in known.content.decode()
    assert known.content.decode().replace("/admin/", "") == unknown.content.decode().replace("/no-such/", "")


def test_only_the_door_and_the_welcome_ask_for_a_password(anonymous, make_member):
    """Every address that is open to strangers, looked at for a password field."""
    from config import inventory
    from config.routes import PUBLIC, ROUTES

    welcome = welcome_link(make_member(password=None)).removeprefix("http://testserver")
    open_to_all = [
        f"/{address}"
        for address, name in inventory.patterns()
        if ROUTES.get(name) == PUBLIC and "<" not in address and "(?P" not in address
    ]
    asking = {
        address for address in [*open_to_all, welcome] if 'type="password"' in anonymous.get(address).content.decode()
    }

    assert asking == {"/accounts/login/", welcome}
