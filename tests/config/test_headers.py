"""Headers of every answer."""

import pytest
from django.urls import reverse

from files.actions import attach
from tests.factories.files import stored
from tests.factories.forum import make_board, make_topic

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "media-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "private, no-store",
}


def policy_of(response):
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _space, sources in parts}


def headers_of(response):
    """As they should be; allauth says no-store in more words on its own pages."""
    found = {name: response.get(name) for name in HEADERS}
    if {"private", "no-store"} <= set(found["Cache-Control"].split(", ")):
        found["Cache-Control"] = HEADERS["Cache-Control"]
    return found


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200), ("/protection/", 200), ("/accounts/login/", 200), ("/search/?q=x", 200), ("/no/such/page/", 404),
        ("/theme/", 405), ("/healthz", 200), ("/accounts/email/", 302), ("/static/none.css", 404),
    ],
)  # fmt: skip
def test_every_answer_is_isolated_and_kept_by_nobody(anonymous, address, status):
    response = anonymous.get(address)

    assert (response.status_code, headers_of(response), policy_of(response)) == (status, HEADERS, POLICY)


@pytest.mark.parametrize("address", ["/", "/people/", "/notices/", "/spaces/", "/no/such/page/"])
def test_so_is_a_members(as_member, address):
    response = as_member.get(address)

    assert (headers_of(response), policy_of(response)) == (HEADERS, POLICY)


def test_wagtails_screens_have_a_policy_of_their_own_and_never_none(as_editor):
    response = as_editor.get(reverse("wagtailadmin_home"))

    policy = policy_of(response)
    assert response.status_code == 200
    assert {name: policy[name] for name in ("default-src", "frame-ancestors", "base-uri", "connect-src")} == {
        "default-src": "'none'", "frame-ancestors": "'self'", "base-uri": "'self'", "connect-src": "'self'",
    }  # fmt: skip
    assert "unsafe-eval" not in response["Content-Security-Policy"]


def test_to_who_may_not_enter_they_are_an_address_like_any_other_that_is_missing(as_member):
    answers = [as_member.get(address) for address in (reverse("wagtailadmin_home"), "/no/such/page/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_a_download_is_put_in_a_sandbox(as_member, member):
    topic = make_topic(make_board(), member)
    file = stored(member)
    attach(file, to=topic.posts.get(), by=member)

    response = as_member.get(file.get_absolute_url())

    assert response.status_code == 200
    assert policy_of(response)["sandbox"] == ""
    assert headers_of(response) == HEADERS
    response.close()
