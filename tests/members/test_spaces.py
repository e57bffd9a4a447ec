"""Spaces and people as pages: who sees what, how one comes in and goes, and what a page costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import actions
from members.models import Institution, InstitutionName, Membership, Space, User
from tests.factories.forum import make_board, make_reply, make_topic
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def main_of(response):
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def title_of(response):
    return re.search(r"<title>(.*?)</title>", response.content.decode())[1]


def cost_of(client, path):
    """How many queries the page takes when what is read once has been read."""
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


def make_institution(**names):
    institution = Institution.objects.create(kind="police")
    for language, name in names.items():
        InstitutionName.objects.create(institution=institution, language=language, name=name)
    return institution


# What a page costs


@pytest.mark.parametrize("place", ["people", "person", "spaces", "space"])
def test_each_page_costs_the_same_for_one_row_and_for_three(place, make_member, make_space, client_of):
    def institution():
        return make_institution(en="Northern Desk", ar="المكتب الشمالي")

    reader = make_member("Reader", institution=institution())
    space = make_space(Space.INVITE, keeper=reader)
    make_space(Space.OPEN)
    client = client_of(reader)
    path = {
        "people": "/people/",
        "person": f"/people/{reader.ref}/",
        "spaces": "/spaces/",
        "space": f"/spaces/{space.ref}/",
    }[place]
    few = cost_of(client, path)

    for _ in range(3):
        person = make_member(institution=institution())
        actions.add_to_space(person, space, by=reader)
        make_space(Space.SECRET, people=[reader])
        make_space(Space.REQUEST)

    assert cost_of(client, path) == few


def test_a_person_page_costs_the_same_for_one_contribution_and_for_three(make_member, client_of, index):  # noqa: F811
    reader, writer = make_member("Reader"), make_member("Writer")
    board, client, path = make_board(), client_of(reader), f"/people/{writer.ref}/"

    def contribute():
        make_reply(make_topic(board, writer), writer)
        index()

    contribute()
    few = cost_of(client, path)
    contribute()
    contribute()

    assert cost_of(client, path) == few
    assert main_of(client.get(path)).count("data-key=") == 6


# People


def test_people_stand_by_their_sort_name_and_follow_over_pages(as_member, make_member):
    for number in range(60):
        make_member(f"Person {number}", sort_name=f"B {number:02}")

    first = as_member.get("/people/")
    after = re.search(r'href="\?after=([^"]+)" rel="next"', first.content.decode())[1]
    second = as_member.get("/people/", {"after": after})

    names = [re.findall(r"Person \d+", main_of(page)) for page in (first, second)]
    assert names[0] + names[1] == [f"Person {number}" for number in range(60)]
    assert 'rel="prev"' in second.content.decode()


def test_neither_capitals_nor_accents_decide_where_a_name_stands(as_member, make_member):
    for name in ("de Vries", "Élodie", "ÉMILE", "Erik", "Zora", "ivan", "Олена", "نادية"):
        make_member(name)

    listed = re.findall(r'<h3 class="entry-title"><a href="[^"]*"><bdi>(.*?)</bdi>', main_of(as_member.get("/people/")))

    assert listed == ["Amara Member", "de Vries", "Élodie", "ÉMILE", "Erik", "ivan", "Zora", "Олена", "نادية"]


@pytest.mark.parametrize("token", ["x", "%00", "é", "W10", "null", "x" * 4000])
def test_a_page_that_does_not_exist_is_the_first(as_member, token):
    assert "Amara Member" in main_of(as_member.get(f"/people/?after={token}&before={token}"))


@pytest.mark.parametrize(("language", "name"), [("en", "Northern Desk"), ("ar", "المكتب الشمالي")])
def test_an_institution_is_named_in_the_readers_language(make_member, client_of, language, name):
    person = make_member("Nora", institution=make_institution(en="Northern Desk", ar="المكتب الشمالي"))
    reader = client_of(make_member(language=language))

    for path in ("/people/", f"/people/{person.ref}/"):
        assert name in main_of(reader.get(path))


@pytest.mark.parametrize("moment", ["dormant_at", "accepted_at", "disabled_at"])
def test_who_is_no_member_has_no_page_and_is_not_listed(as_member, other, moment):
    change = {moment: None if moment == "accepted_at" else timezone.now(), "is_active": moment != "disabled_at"}
    User.objects.filter(pk=other.pk).update(**change)

    assert as_member.get(f"/people/{other.ref}/").status_code == 404
    assert "Otto Other" not in as_member.get("/people/").content.decode()


def test_ones_own_page_says_so_and_leads_to_the_account(as_member, member, other):
    own, foreign = (main_of(as_member.get(f"/people/{person.ref}/")) for person in (member, other))

    assert "This is your page." in own
    assert 'href="/accounts/password/change/"' in own
    assert "This is your page." not in foreign


@pytest.mark.parametrize("ref", ["aaaaaaaaaa", "AAAAAAAAAA", "1", "%00", "é", "x" * 300])
@pytest.mark.parametrize("place", ["people", "spaces"])
def test_a_name_of_nothing_is_the_one_404(as_member, place, ref):
    assert as_member.get(f"/{place}/{ref}/").status_code == 404


# Spaces


@pytest.mark.parametrize(
    ("kind", "title"),
    [("open", "Quiet Kestrel"), ("request", "Quiet Kestrel"), ("invite", "Space"), ("secret", "Space")],
)
def test_a_title_in_the_browsers_history_names_no_sealed_space(make_space, member, client_of, kind, title):
    space = make_space(kind, people=[member], name="Quiet Kestrel")
    response = client_of(member).get(f"/spaces/{space.ref}/")

    assert title_of(response) == f"{title} · Fora"
    assert "<h1><bdi" in main_of(response)


@pytest.mark.parametrize(("kind", "has_lintel"), [("open", 0), ("request", 0), ("invite", 0), ("secret", 1)])
def test_the_lintel_is_for_secret_spaces_alone(make_space, member, client_of, kind, has_lintel):
    space = make_space(kind, people=[member])

    assert client_of(member).get(f"/spaces/{space.ref}/").content.decode().count('class="lintel"') == has_lintel


@pytest.mark.parametrize(
    ("kind", "said"),
    [("open", "Every member may join this space."), ("request", "The people who keep this space decide who comes in.")],
)
def test_a_visitor_is_told_how_to_come_in_and_who_keeps_the_space(make_space, make_member, as_member, kind, said):
    keeper, inside = make_member("Karla Keeper"), make_member("Ines Inside")
    space = make_space(kind, keeper=keeper, people=[inside])

    body = main_of(as_member.get(f"/spaces/{space.ref}/"))

    assert said in body
    assert "Karla Keeper" in body
    assert "Ines Inside" not in body
    assert "Leave this space" not in body


def test_inside_one_sees_who_else_is_and_as_what(make_space, make_member, member, client_of):
    keeper, reader = make_member("Karla Keeper"), make_member("Rita Reader")
    space = make_space(Space.SECRET, keeper=keeper, people=[member])
    actions.add_to_space(reader, space, by=keeper, role=Membership.READER, until=timezone.now() + timedelta(9))

    body = main_of(client_of(member).get(f"/spaces/{space.ref}/"))

    assert [name for name in ("Amara Member", "Karla Keeper", "Rita Reader") if name in body] == [
        "Amara Member",
        "Karla Keeper",
        "Rita Reader",
    ]
    assert [body.count(f"<span>{role}</span>") for role in ("Keeper", "Moderator", "Member", "Reader")] == [1, 0, 1, 1]
    assert body.count("<span>until ") == 1


def test_who_is_no_member_any_more_is_not_counted_in_a_space(make_space, make_member, member, client_of):
    gone = make_member("Gerd Gone")
    space = make_space(people=[member, gone])
    User.objects.filter(pk=gone.pk).update(dormant_at=timezone.now())

    assert "Gerd Gone" not in client_of(member).get(f"/spaces/{space.ref}/").content.decode()


def test_an_archived_space_says_so_and_lets_nobody_in(make_space, as_member, member):
    space = make_space(Space.OPEN)
    Space.objects.filter(pk=space.pk).update(archived_at=timezone.now())

    body = main_of(as_member.get(f"/spaces/{space.ref}/"))
    as_member.post(f"/spaces/{space.ref}/join/")

    assert "This space is archived" in body
    assert "Nobody joins an archived space." in body
    assert member.memberships.current().exists() is False


def test_a_closed_space_is_gone_for_those_in_it_too(make_space, member, client_of):
    space = make_space(Space.OPEN, people=[member], name="Quiet Kestrel")
    Space.objects.filter(pk=space.pk).update(closed_at=timezone.now())
    client = client_of(member)

    assert client.get(f"/spaces/{space.ref}/").status_code == 404
    assert "Quiet Kestrel" not in client.get("/spaces/").content.decode()
    assert client.post(f"/spaces/{space.ref}/leave/").status_code == 404


# Coming in and going


def test_a_double_click_joins_once_and_says_so_twice(make_space, as_member, member):
    space = make_space(Space.OPEN)

    answers = [as_member.post(f"/spaces/{space.ref}/join/", follow=True) for _ in range(2)]

    assert [main_of(answer).count("You are in this space now.") for answer in answers] == [1, 1]
    assert member.memberships.count() == 1


def test_joining_again_after_leaving_is_a_new_time(make_space, as_member, member):
    space = make_space(Space.OPEN)

    for deed in ("join", "leave", "join"):
        as_member.post(f"/spaces/{space.ref}/{deed}/")

    assert [time.ended_at is None for time in member.memberships.order_by("id")] == [False, True]


@pytest.mark.parametrize("ref", ["aaaaaaaaaa", "%00", "é", "x" * 300])
@pytest.mark.parametrize("deed", ["join", "leave"])
def test_joining_or_leaving_nothing_is_the_one_404(as_member, ref, deed):
    assert as_member.post(f"/spaces/{ref}/{deed}/").status_code == 404


@pytest.mark.parametrize("kind", ["request", "invite", "secret"])
def test_a_space_that_is_not_open_is_not_joined_by_posting(make_space, as_member, member, kind):
    space = make_space(kind)

    response = as_member.post(f"/spaces/{space.ref}/join/")

    assert response.status_code == (302 if kind == "request" else 404)
    assert member.memberships.exists() is False


@pytest.mark.parametrize("deed", ["join", "leave"])
def test_strangers_neither_join_nor_leave(make_space, anonymous, deed):
    space = make_space(Space.OPEN)

    assert anonymous.post(f"/spaces/{space.ref}/{deed}/").status_code == 404
    assert anonymous.get(f"/spaces/{space.ref}/{deed}/").status_code in {404, 405}


def test_the_last_keeper_is_told_why_they_cannot_leave(make_space, make_member, client_of):
    keeper, second = make_member("Karla"), make_member("Sven")
    space = make_space(Space.INVITE, keeper=keeper, people=[second])
    client = client_of(keeper)

    refused = client.post(f"/spaces/{space.ref}/leave/", follow=True)
    actions.add_to_space(second, space, by=keeper, role=Membership.KEEPER)
    left = client.post(f"/spaces/{space.ref}/leave/")

    assert "A space needs somebody who keeps it. Make another person keeper first." in main_of(refused)
    assert left["Location"] == "/spaces/"
    assert list(space.memberships.current().values_list("user", "role")) == [(second.pk, "keeper")]


def test_leaving_takes_effect_on_the_next_request(make_space, member, client_of):
    space = make_space(Space.SECRET, people=[member], name="Quiet Kestrel")
    client = client_of(member)
    paths = ["/", "/spaces/", f"/spaces/{space.ref}/", "/search/?q=Kestrel", "/forum/", "/notices/"]
    before = [path for path in paths if "Quiet Kestrel" in client.get(path).content.decode()]

    client.post(f"/spaces/{space.ref}/leave/")
    client.get("/spaces/")  # the page after leaving says that one has left

    assert {"/", "/spaces/", f"/spaces/{space.ref}/"} <= set(before)
    assert [path for path in paths if "Quiet Kestrel" in client.get(path).content.decode()] == []
