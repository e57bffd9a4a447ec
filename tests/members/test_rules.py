"""People × situation → answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from members import actions, rules
from members.models import Membership, Space

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(make_space, make_member):
    """A space and one person of each standing towards it."""
    keeper = make_member("Keeper")
    people = {role: make_member(role.title()) for role in ("moderator", "member", "reader")}
    space = make_space(Space.INVITE, keeper=keeper)
    for role, person in people.items():
        actions.add_to_space(person, space, by=keeper, role=role)
    people |= {"keeper": keeper, "outsider": make_member("Outsider"), "nobody": AnonymousUser()}
    people["staff"] = make_member("Staff", roles=["steward", "admin", "moderator", "editor", "trainer"])
    return space, people


@pytest.mark.parametrize(
    ("rule", "those"),
    [
        (rules.can_enter, {"keeper", "moderator", "member", "reader"}),
        (rules.can_keep, {"keeper"}),
        (rules.can_moderate_space, {"keeper", "moderator"}),
        (rules.can_write_in, {"keeper", "moderator", "member"}),
        (rules.can_join, set()),
    ],
)
def test_standing_in_a_space_decides(cast, rule, those):
    space, people = cast

    assert {name for name, person in people.items() if rule(person, space)} == those


@pytest.mark.parametrize(("kind", "may"), [("open", True), ("request", False), ("invite", False), ("secret", False)])
def test_only_an_open_space_is_joined_without_asking(make_space, member, kind, may):
    assert rules.can_join(member, make_space(kind)) is may


def test_nobody_writes_in_an_archived_space(make_space, member):
    space = make_space(people=[member])
    space.archived_at = timezone.now()

    assert rules.can_write_in(member, space) is False


@pytest.mark.parametrize(
    ("kind", "those"),
    [
        ("open", {"inside", "outside"}),
        ("request", {"inside", "outside"}),
        ("invite", {"inside"}),
        ("secret", {"inside"}),
    ],
)
def test_who_finds_a_space(make_space, make_member, kind, those):
    inside, outside = make_member(), make_member(roles=["steward", "admin"])
    space = make_space(kind, people=[inside])
    people = {"inside": inside, "outside": outside, "nobody": AnonymousUser()}

    found = {name for name, person in people.items() if Space.objects.visible_to(person).filter(pk=space.pk).exists()}

    assert found == those


def test_appointing_is_for_stewards(member, moderator, steward, admin):
    answers = [rules.can_appoint(person) for person in (AnonymousUser(), member, moderator, admin, steward)]

    assert answers == [False, False, False, False, True]


def test_a_reader_role_is_the_least(make_space, member):
    keeper = make_space().memberships.get(role=Membership.KEEPER).user

    assert rules.role_in(member, keeper.memberships.get().space) is None
