"""Limits count whom they mean: no header that a visitor writes makes somebody else of them."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from core.visitors import network_of, who

PROXY = "10.0.0.1"


def asked(forwarded=None, remote=PROXY):
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, None, PROXY),
        (0, "198.51.100.7", PROXY),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9,198.51.100.7 ", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", PROXY),
        (1, None, PROXY),
        (1, "", PROXY),
        (1, "unknown", PROXY),
        (1, "203.0.113.9, nonsense", PROXY),
        (1, "198.51.100.7:4711", "198.51.100.7"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (1, "[2001:db8:1:2::9]:4711", "2001:db8:1:2::"),
        (1, "2001:db8:1:3::1", "2001:db8:1:3::"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_network_is_the_one_that_the_trusted_proxies_saw(settings, proxies, forwarded, network):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    assert network_of(asked(forwarded)) == network


@pytest.mark.parametrize(("remote", "network"), [("", ""), ("2001:db8::7", "2001:db8::"), ("192.0.2.4", "192.0.2.4")])
def test_without_a_proxy_it_is_whoever_connected(remote, network):
    assert network_of(asked(remote=remote)) == network


def test_a_person_is_one_wherever_they_are(member):
    request = asked()
    request.user = member

    assert who(request) == f"person:{member.ref}"


def test_nobody_in_particular_is_a_network():
    request = asked()
    request.user = AnonymousUser()

    assert who(request) == f"network:{PROXY}"


@pytest.fixture
def few(settings):
    """One proxy, and room for two searches a minute."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.SEARCHES_PER_MINUTE = 1, 2


def searches(*forwarded):
    """The status of a search from each of these."""
    client = Client()
    return [client.get(reverse("search"), headers={"x-forwarded-for": each}).status_code for each in forwarded]


@pytest.mark.django_db
def test_a_visitor_who_writes_addresses_of_others_searches_no_more_often(few):
    assert searches(*(f"203.0.113.{number}, 198.51.100.7" for number in range(3))) == [200, 200, 429]


@pytest.mark.django_db
def test_all_addresses_of_one_ipv6_network_have_one_limit(few):
    assert searches("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1") == [200, 200, 429, 200]


@pytest.mark.django_db
def test_guessing_passwords_is_counted_by_network_too_whatever_the_visitor_writes(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip"}
    client, login = Client(), reverse("account_login")

    def guess(number, network="2001:db8:0:0"):
        headers = {"x-forwarded-for": f"203.0.113.{number}, {network}:0:0:0:{number + 1}"}
        typed = {"login": f"nobody{number}@test.example", "password": "wrong"}
        return client.post(login, typed, headers=headers).status_code

    assert [guess(number) for number in range(4)] == [200, 200, 200, 429]
    assert guess(5, network="2001:db8:0:1") == 200
