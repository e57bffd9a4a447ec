"""T12, T4: people and spaces. A secret is planted, then looked for everywhere a reader can look."""

import pytest

from config import inventory
from config.routes import ROUTES
from members.models import Space

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"


@pytest.fixture
def secret(make_space, other):
    return make_space(Space.SECRET, people=[other], name=f"{CANARY} team")


def plain_addresses():
    return [
        f"/{address}"
        for address, name in inventory.patterns()
        if name in ROUTES and "<" not in address and "(?P" not in address
    ]


@pytest.mark.parametrize("who", ["nobody", "member", "steward", "admin", "moderator", "editor"])
def test_no_page_tells_an_outsider_of_a_secret_space(secret, request, client_of, who):
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))

    telling = [address for address in plain_addresses() if CANARY in client.get(address).content.decode()]

    assert telling == []


def test_the_space_itself_is_the_one_404(secret, as_steward):
    known, unknown = as_steward.get(f"/spaces/{secret.ref}/"), as_steward.get("/spaces/aaaaaaaaaa/")

    assert known.status_code == unknown.status_code == 404
    assert known.content.decode().replace(secret.ref, "") == unknown.content.decode().replace("aaaaaaaaaa", "")


def test_a_person_page_shows_outsiders_nothing_of_shared_spaces(secret, as_member, other):
    body = as_member.get(f"/people/{other.ref}/").content.decode()

    assert CANARY not in body


def test_people_are_missing_for_who_is_not_a_member(anonymous, other):
    assert anonymous.get(f"/people/{other.ref}/").status_code == 404
    assert anonymous.get("/people/").status_code == 404
