"""Known devices: a new one is told, by mail and by a notice; nothing of the browser itself is kept."""

import pytest
from django.core import mail
from django.test import Client

from members.models import KnownDevice
from tests.doors import sign_in
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_a_second_device_is_told_in_words_and_the_first_is_not(member):
    sign_in(member)
    before = len(mailed())
    sign_in(member, client=Client(headers={"user-agent": AGENT}))

    [letter] = mailed()
    assert before == 0
    assert (letter.to, letter.subject) == ([member.email], "A new device signed in to your account")
    assert "The device calls itself: Firefox, Linux." in letter.body
    assert "127.0.0.1" in letter.body
    assert letter.body.split("\n-- ")[0].strip().endswith("http://testserver/accounts/sessions/")
    assert member.account_events.get().kind == "new_device"
    assert member.notices.get().kind == "members.account_event"


def test_a_device_that_is_known_is_not_told_again(member):
    here, there = Client(), Client()
    for client in (here, there, here, there):
        sign_in(member, client=client)
        client.post("/accounts/logout/")

    assert len(mailed()) == 1
    assert KnownDevice.objects.filter(user=member).count() == 2


def test_a_device_is_known_for_each_person_by_itself(member, other):
    shared = Client()
    sign_in(other)
    for person in (member, other):
        sign_in(person, client=shared)
        shared.post("/accounts/logout/")

    assert [letter.to for letter in mailed()] == [[other.email]]
    assert len(set(KnownDevice.objects.values_list("digest", flat=True))) == 3


@pytest.mark.parametrize("value", ["x", "a:b:c", "", "é"])
def test_a_cookie_that_is_not_ours_makes_no_device_known(member, value):
    sign_in(member)
    forger = Client()
    forger.cookies["device"] = value
    sign_in(member, client=forger)

    assert len(mailed()) == 1


def test_the_cookie_lasts_and_scripts_do_not_read_it(member):
    cookie = sign_in(member).cookies["device"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 400 * 24 * 60 * 60)


def test_looking_at_the_door_sets_no_cookie_and_a_wrong_password_none_either(member):
    client = Client()
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": member.email, "password": "wrong and wrong again"})

    assert "device" not in client.cookies
    assert mail.outbox == []
