"""The first page of each role: what it says is said once, and what waits for the reader's word is counted rightly."""

import re

import pytest
from django.urls import reverse

from members import actions
from members.models import Appointment, RecoveryRequest
from tests.members.test_recovery import HOW

pytestmark = pytest.mark.django_db
PANEL = re.compile(r'<section aria-labelledby="membership">.*?</section>', re.DOTALL)
LINK = re.compile(r'<a [^>]*href="([^"]+)"')


def home(client):
    return client.get(reverse("home")).content.decode()


def membership(client):
    """What the panel says, without its markup: [sentences]."""
    panels = PANEL.findall(home(client))
    assert len(panels) < 2
    return [re.sub(r"\s*<[^>]+>\s*", "|", panel).strip("|").split("|") for panel in panels]


def waiting(client):
    """[what waits for the reader's word, as the panel has it]."""
    return [text for text in membership(client)[0] if re.match(r"\d+ |Nothing", text)]


@pytest.mark.parametrize("role", [None, *(role for role, _name in Appointment.ROLES)])
def test_a_first_page_has_no_two_parts_of_one_name_and_each_way_of_a_role_once(client_of, make_member, role):
    page = home(client_of(make_member(roles=[role] if role else [])))
    main = page.partition("<main")[2].partition("</main>")[0]
    ways = main.partition("<aside")[2]
    headings = [re.sub("<[^>]+>", "", each).strip() for each in re.findall(r"<h2[^>]*>(.*?)</h2>", main, re.DOTALL)]
    links = LINK.findall(ways)

    assert len(headings) > 2 < len(links)
    assert sorted(headings) == sorted(set(headings))
    assert sorted(links) == sorted(set(links))


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("moderator", ["review_queue"]),
        ("editor", ["wagtailadmin_home"]),
        ("steward", ["invitations", "invitation_new", "roles", "institutions", "charter_edit"]),
        ("auditor", ["audit"]),
        ("operator", ["operations"]),
    ],
)
def test_what_a_role_opens_is_reached_from_the_first_page(client_of, make_member, role, names):
    main = home(client_of(make_member(roles=[role]))).partition("<main")[2]

    assert {reverse(name) for name in names} <= set(LINK.findall(main))


def test_stewards_read_in_one_place_who_waits_to_come_in_and_who_to_come_back(
    as_steward, steward, outsider, member, make_member, client_of
):
    second = make_member(roles=["steward"])
    assert waiting(as_steward) == ["Nothing waits for your word."]
    outsider()
    actions.ask_for_recovery(member.email)

    assert waiting(as_steward) == [
        "1 request to let somebody in waits for your answer",
        "1 person has lost their way in and waits for your word",
    ]
    actions.confirm_recovery(RecoveryRequest.objects.get(), how=HOW, by=steward)
    assert waiting(as_steward) == ["1 request to let somebody in waits for your answer"]
    assert len(waiting(client_of(second))) == 2


def test_what_a_steward_asked_for_as_keeper_waits_for_another(as_steward, steward, outsider):
    outsider(invited_by=steward)

    assert waiting(as_steward) == ["Nothing waits for your word."]


def test_focal_points_read_of_their_own_institution_and_of_no_requests(
    client_of, focal_point, institution, outsider, make_member
):
    outsider()
    for place in (institution, None):
        actions.ask_for_recovery(make_member(institution=place).email)

    assert waiting(client_of(focal_point)) == ["1 person has lost their way in and waits for your word"]
    assert "Roles and accounts" not in membership(client_of(focal_point))[0]


def test_others_have_no_such_panel(as_member, as_moderator):
    assert membership(as_member) == membership(as_moderator) == []
