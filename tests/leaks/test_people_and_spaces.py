"""T2, T4, T12, T23: people and spaces. A secret is planted, then looked for everywhere a reader can look."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from config import inventory
from config.routes import ROUTES
from core import things
from members import actions
from members.models import Membership, Space, User
from notifications.querysets import unread_count
from tests.factories.forum import make_board, make_reply, make_topic
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
OUTSIDERS = ["nobody", "member", "steward", "operator", "moderator", "editor", "trainer", "auditor"]


@pytest.fixture
def secret(make_space, other):
    return make_space(Space.SECRET, people=[other], name=f"{CANARY} team")


@pytest.fixture
def client_for(request, client_of):
    """client_for("steward") -> that person's client; "nobody" is signed out."""
    return lambda who: client_of(None if who == "nobody" else request.getfixturevalue(who))


def plain_addresses():
    return [
        f"/{address}"
        for address, name in inventory.patterns()
        if name in ROUTES and "<" not in address and "(?P" not in address
    ]


def bare(response):
    """A page less what differs at each request."""
    body = re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name not in {"Set-Cookie", "Expires"}}
    return response.status_code, headers, body


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_page_tells_an_outsider_of_a_secret_space(secret, client_for, who):
    client = client_for(who)

    telling = [address for address in plain_addresses() if CANARY in client.get(address).content.decode()]

    assert telling == []


@pytest.mark.parametrize("who", ["nobody", "member", "steward"])
@pytest.mark.parametrize("kind", ["invite", "secret"])
def test_pages_are_byte_for_byte_the_same_with_a_sealed_space_and_without(
    client_for, make_member, make_space, who, kind, request
):
    """Not a number, an order or a size changes for who is outside: each page before and after the space comes."""
    keeper, inside = make_member("Karla Keeper"), make_member("Ines Inside")
    client = client_for(who)
    paths = ["/", "/people/", "/spaces/", f"/people/{keeper.ref}/", f"/people/{inside.ref}/", "/forum/", "/notices/"]
    [client.get(path) for path in paths]  # what is read once has been read
    before = [bare(client.get(path)) for path in paths]

    space = make_space(kind, keeper=keeper, people=[inside], name=f"{CANARY} team")
    actions.add_to_space(inside, space, by=keeper, role=Membership.KEEPER)

    assert [bare(client.get(path)) for path in paths] == before


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize("kind", ["invite", "secret"])
def test_a_sealed_space_is_the_one_404_to_every_method(make_space, other, client_for, kind, who):
    space = make_space(kind, people=[other], name=f"{CANARY} team")
    client = client_for(who)

    for deed in ("", "join/", "leave/"):
        for send in (client.get, client.post, client.head):
            known, unknown = send(f"/spaces/{space.ref}/{deed}"), send(f"/spaces/aaaaaaaaaa/{deed}")
            assert known.status_code in {404, 405}
            assert (bare(known)[0], bare(known)[2].replace(space.ref, "")) == (
                bare(unknown)[0],
                bare(unknown)[2].replace("aaaaaaaaaa", ""),
            )


def test_a_person_page_shows_outsiders_nothing_of_shared_spaces(secret, as_member, other):
    body = as_member.get(f"/people/{other.ref}/").content.decode()

    assert CANARY not in body


@pytest.mark.parametrize("kind", ["open", "request"])
def test_who_is_in_a_space_is_told_to_those_in_it(make_space, make_member, as_member, kind):
    """Membership is content: outside one sees only whom to ask."""
    inside = [make_member(f"{CANARY} {number}") for number in range(3)]
    space = make_space(kind, people=inside)

    for path in (f"/spaces/{space.ref}/", "/spaces/"):
        assert CANARY not in as_member.get(path).content.decode()


@pytest.mark.parametrize("path", ["/people/", "/spaces/"])
def test_people_and_spaces_are_missing_for_who_is_not_a_member(anonymous, client_of, make_member, other, path):
    dormant = make_member()
    User.objects.filter(pk=dormant.pk).update(dormant_at=timezone.now())

    for client in (anonymous, client_of(dormant)):
        assert client.get(path).status_code == 404
        assert client.get(f"/people/{other.ref}/").status_code == 404


def test_no_page_shows_an_e_mail_address_of_another(as_member, other, steward):
    for path in [*plain_addresses(), f"/people/{other.ref}/", f"/people/{steward.ref}/"]:
        body = as_member.get(path).content.decode()
        assert [address for address in (other.email, steward.email) if address in body] == []


def test_a_secret_space_resolves_to_nothing_outside(secret, member, steward, other):
    key = things.key_of(secret)

    assert [things.resolve([key], person) for person in (member, steward)] == [{}, {}]
    assert things.visible_keys([key], member) == set()
    assert things.resolve([key], other) == {key: secret}


@pytest.mark.parametrize("deed", ["leave", "run out", "dormant", "disable", "close"])
def test_who_is_out_finds_no_trace_on_the_next_request(secret, other, steward, client_of, deed):
    client = client_of(other)
    paths = ["/", "/spaces/", f"/spaces/{secret.ref}/", "/forum/"]
    inside = [path for path in paths if CANARY in client.get(path).content.decode()]
    {
        "leave": lambda: actions.leave(other, secret, by=other),
        "run out": lambda: other.memberships.update(until=timezone.now()),
        "dormant": lambda: User.objects.filter(pk=other.pk).update(dormant_at=timezone.now()),
        "disable": lambda: actions.disable(other, by=steward),
        "close": lambda: Space.objects.filter(pk=secret.pk).update(closed_at=timezone.now()),
    }[deed]()

    assert {"/spaces/", f"/spaces/{secret.ref}/"} <= set(inside)
    assert [path for path in paths if CANARY in client.get(path).content.decode()] == []


@pytest.mark.parametrize("deed", ["leave", "put out"])
def test_leaving_takes_search_bell_counts_and_topics_along(secret, other, index, client_of, deed):  # noqa: F811
    keeper = secret.memberships.get(role=Membership.KEEPER).user
    board = make_board(secret.audience, title="Board of the team")
    topic = make_topic(board, other, title=f"{CANARY} at the weir")
    make_reply(topic, keeper, body=f"{CANARY} was seen.")
    index()
    client = client_of(other)
    paths = ["/", "/search/?q=weir", "/notices/", "/forum/", topic.get_absolute_url(), board.get_absolute_url()]
    telling = [path for path in paths if CANARY in client.get(path).content.decode()]
    make_reply(topic, keeper, body=f"{CANARY} again.")
    bell = unread_count(other)

    actions.leave(other, secret, by=other if deed == "leave" else keeper)

    assert set(paths) - set(telling) <= {"/forum/"}
    assert (bell, unread_count(other)) == (1, 0)
    assert [path for path in paths if CANARY in client.get(path).content.decode()] == []
    hits = client.get("/search/?q=weir").content.decode()
    assert "data-key" not in hits
    assert re.findall(r"<output[^>]*>\D*(\d*)", hits) in ([], ["0"])


def test_more_fields_than_a_form_has_change_nothing(as_member, member, make_space):
    """T23: what is not asked for is not taken."""
    space = make_space(Space.OPEN)
    as_member.post(
        f"/spaces/{space.ref}/join/",
        {"role": "keeper", "user": "1", "until": "2099-01-01", "kind": "secret", "started_at": "2001-01-01"},
    )

    membership = member.memberships.get()
    assert (membership.role, membership.until, membership.user_id) == ("member", None, member.pk)
    space.refresh_from_db()
    assert space.kind == "open"


@pytest.mark.django_db(transaction=True)
def test_two_keepers_who_leave_at_once_leave_one(make_space, make_member):
    first, second = make_member("First"), make_member("Second")
    space = make_space(keeper=first)
    actions.add_to_space(second, space, by=first, role=Membership.KEEPER)

    def go(person):
        try:
            with transaction.atomic():
                actions.leave(person, space, by=person)
        except actions.LastKeeper:
            return "stayed"
        finally:
            connection.close()
        return "left"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(go, (first, second)))

    assert answers == ["left", "stayed"]
    assert space.memberships.current().filter(role="keeper").count() == 1
