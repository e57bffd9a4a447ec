"""The inventory is complete, and what it says is so: nobody opens what is not theirs, and all refusals are alike."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from config import inventory
from config.routes import MEMBER, PUBLIC, ROUTES, SPACE, STAFF

pytestmark = pytest.mark.django_db
REF = "aaaaaaaaaa"
KEEPING = {
    "topic_new",
    "topic_reply",
    "topic_ask",
    "topic_hide",
    "post_edit",
    "post_report",
    "post_hide",
    "post_lift",
    "review_decide",
    "post_amend",
    "post_translate",
    "translation_report",
    "conversation_new",
    "conversation_write",
    "message_report",
}


def test_every_pattern_is_declared_and_every_declaration_is_a_pattern():
    assert (inventory.undeclared(), inventory.stale()) == ([], [])


def addresses(audiences):
    for name, audience in ROUTES.items():
        if audience in audiences:
            yield name, address_of(name)


def address_of(name):
    for args in ([], [REF], [REF, 1], [REF, REF], [1], ["x"], [REF, "x"], ["x", "y"], [REF, 1, 2], ["en/"]):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise LookupError(name)


def refusal(client, address, method="get"):
    response = getattr(client, method)(address)
    body = re.sub(re.escape(address), "PATH", response.content.decode()) if response.status_code == 404 else ""
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    return response.status_code, headers, body


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_gets_the_one_404_from_everything_that_is_not_public(anonymous, method):
    unknown = "/no/such/page/"
    expected = refusal(anonymous, unknown, method)

    answers = {name: refusal(anonymous, address, method) for name, address in addresses({MEMBER, SPACE, STAFF})}

    # Forms in which people write keep the text of who lost a session, the same whether their thing exists or not.
    for name in KEEPING if method == "post" else ():
        assert answers.pop(name)[0] == 403

    # A method that a page doesn't take is refused before anybody is asked who they are.
    wrong = {name: answer[:1] for name, answer in answers.items() if answer != expected and answer[0] != 405}
    assert expected[0] == 404
    assert wrong == {}


def test_a_member_gets_the_one_404_from_what_is_staffs(as_member):
    expected = refusal(as_member, "/no/such/page/")

    wrong = {name: address for name, address in addresses({STAFF}) if refusal(as_member, address) != expected}

    assert wrong == {}


def test_no_public_page_fails(anonymous):
    answers = {name: anonymous.get(address).status_code for name, address in addresses({PUBLIC})}

    assert {name: code for name, code in answers.items() if code not in {200, 302, 404, 405, 503}} == {}
