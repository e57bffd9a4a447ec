"""The frame around every page."""

import re

import pytest
from django.urls import reverse

from members.actions import disable
from notifications.models import Notice

WRITE, REPORTS, GUIDE = "Write and edit lessons", "To be decided", "Style guide"


def links(response, part):
    """The words of the links in a part of the page."""
    inside = re.search(rf"<{part}.*?</{part.split()[0]}>", response.content.decode(), re.DOTALL)[0]
    return re.findall(r"<a [^>]*>([^<]+)</a>", inside)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], []),
        (["trainer"], [WRITE, GUIDE]),
        (["editor"], [WRITE, GUIDE]),
        (["moderator"], [REPORTS, GUIDE]),
        (["steward"], [GUIDE]),
        (["operator"], [GUIDE]),
        (["editor", "moderator"], [WRITE, REPORTS, GUIDE]),
    ],
)
def test_the_account_menu_leads_to_what_ones_roles_open_and_each_link_opens(client_of, make_member, roles, expected):
    client = client_of(make_member(roles=roles))

    found = links(client.get(reverse("protection")), "details class=.menu")

    assert [words for words in found if words in (WRITE, REPORTS, GUIDE)] == expected
    addresses = {WRITE: "wagtailadmin_home", REPORTS: "review_queue", GUIDE: "styleguide"}
    opened = {words: client.get(reverse(addresses[words])).status_code for words in expected}
    assert opened == dict.fromkeys(expected, 200)


def test_each_reader_finds_their_own_name_and_notices_in_the_frame(client_of, make_member):
    people = [make_member(name) for name in ("Amara <Member>", "Otto Other")]
    Notice.objects.create(recipient=people[1], kind="x", key=f"person:{people[0].ref}")
    pages = [client_of(person).get(reverse("protection")).content.decode() for person in [*people, *people]]

    menus = [re.search(r'<div class="me">.*?</details>', page, re.DOTALL)[0] for page in pages]
    shown = [
        (re.findall(r"<bdi>(.*?)</bdi>", menu), re.findall(r'"count">(\d+)<', menu), person.get_absolute_url() in menu)
        for person, menu in zip([*people, *people], menus, strict=True)
    ]
    assert shown == [(["Amara &lt;Member&gt;"], [], True), (["Otto Other"], ["1"], True)] * 2


@pytest.mark.parametrize(("roles", "queries"), [([], 4), (["editor"], 6), (["editor", "moderator", "steward"], 6)])
def test_the_frame_costs_the_same_for_one_role_and_three(
    client_of, make_member, django_assert_num_queries, roles, queries
):
    client = client_of(make_member(roles=roles))

    # session, person, roles, notices; whoever has a role is asked for the two kinds of permissions too
    with django_assert_num_queries(queries):
        client.get(reverse("protection"))


@pytest.mark.parametrize(
    ("person", "expected"),
    [(None, ["Library", "Forum", "Thesaurus"]), ("member", ["Library", "Forum", "People", "Thesaurus"])],
)
def test_the_sections_are_those_that_the_reader_can_open(client_of, make_member, person, expected):
    client = client_of(make_member() if person else None)

    assert links(client.get(reverse("protection")), "nav class=.sections") == expected


def test_the_section_one_is_in_is_marked_and_no_other(anonymous):
    page = anonymous.get(reverse("thesaurus")).content.decode()

    nav = re.search(r'<nav class="sections".*?</nav>', page, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)" aria-current="true"', nav) == [reverse("thesaurus")]


def test_who_was_let_in_and_is_disabled_sees_the_frame_of_somebody_outside(client_of, member, steward):
    client = client_of(member)
    disable(member, by=steward)

    assert links(client.get(reverse("home")), "nav class=.sections") == ["Library", "Forum", "Thesaurus"]
