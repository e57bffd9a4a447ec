"""People × situation → answer: who may do what with people and spaces, whole tables."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.gate import audiences_of, is_member, space_key
from members import actions, rules
from members.models import Membership, Space, User

pytestmark = pytest.mark.django_db
INSIDE = {"keeper", "moderator", "member", "reader"}


@pytest.fixture
def cast(make_space, make_member):
    """cast(kind) -> a space and one person of each standing towards it."""

    def make(kind=Space.INVITE):
        now = timezone.now()
        keeper = make_member("Keeper")
        space = make_space(kind, keeper=keeper)
        people = {"keeper": keeper}
        for role in ("moderator", "member", "reader"):
            people[role] = make_member(role.title())
            actions.add_to_space(people[role], space, by=keeper, role=role)
        former = {
            "left": {"ended_at": now},
            "run out": {"until": now - timedelta(seconds=1)},
            "not yet": {"started_at": now + timedelta(hours=1)},
        }
        for standing, change in former.items():
            people[standing] = make_member(standing.title())
            actions.add_to_space(people[standing], space, by=keeper, role=Membership.MODERATOR)
            Membership.objects.filter(user=people[standing]).update(**change)
        for moment in ("dormant", "unaccepted", "disabled"):
            people[moment] = make_member(moment.title())
            actions.add_to_space(people[moment], space, by=keeper, role=Membership.KEEPER)
        User.objects.filter(pk=people["dormant"].pk).update(dormant_at=now)
        User.objects.filter(pk=people["unaccepted"].pk).update(accepted_at=None)
        User.objects.filter(pk=people["disabled"].pk).update(disabled_at=now, is_active=False)
        people["outsider"] = make_member("Outsider")
        people["staff"] = make_member("Staff", roles=["steward", "operator", "moderator", "editor", "trainer"])
        read_anew = {name: User.objects.get(pk=person.pk) for name, person in people.items()}
        return Space.objects.get(pk=space.pk), read_anew | {"nobody": AnonymousUser()}

    return make


def those_who(rule, space, people):
    return {name for name, person in people.items() if rule(person, space)}


@pytest.mark.parametrize("kind", [kind for kind, _ in Space.KINDS])
@pytest.mark.parametrize(
    ("rule", "those"),
    [
        (rules.can_enter, INSIDE),
        (rules.can_keep, {"keeper"}),
        (rules.can_moderate_space, {"keeper", "moderator"}),
        (rules.can_write_in, INSIDE - {"reader"}),
    ],
)
def test_standing_in_a_space_decides_in_each_kind_of_it(cast, kind, rule, those):
    assert those_who(rule, *cast(kind)) == those


@pytest.mark.parametrize(
    ("kind", "those"),
    [
        ("open", {"outsider", "staff", "left", "run out", "not yet"}),
        ("request", set()),
        ("invite", set()),
        ("secret", set()),
    ],
)
def test_only_an_open_space_is_joined_without_asking(cast, kind, those):
    assert those_who(rules.can_join, *cast(kind)) == those


@pytest.mark.parametrize(
    ("rule", "those"),
    [
        (rules.can_enter, INSIDE),
        (rules.can_keep, {"keeper"}),
        (rules.can_moderate_space, {"keeper", "moderator"}),
        (rules.can_write_in, set()),
        (rules.can_join, set()),
    ],
)
def test_an_archived_space_is_read_and_not_written(cast, rule, those):
    space, people = cast(Space.OPEN)
    space.archived_at = timezone.now()
    space.save()

    assert those_who(rule, space, people) == those


@pytest.mark.parametrize(
    "rule", [rules.can_enter, rules.can_keep, rules.can_moderate_space, rules.can_write_in, rules.can_join]
)
def test_a_closed_space_is_open_to_nobody(cast, rule):
    space, people = cast(Space.OPEN)
    space.closed_at = timezone.now()
    space.save()

    assert those_who(rule, space, people) == set()


@pytest.mark.parametrize(
    ("kind", "those"),
    [
        ("open", INSIDE | {"outsider", "staff", "left", "run out", "not yet"}),
        ("request", INSIDE | {"outsider", "staff", "left", "run out", "not yet"}),
        ("invite", INSIDE),
        ("secret", INSIDE),
    ],
)
def test_who_finds_a_space(cast, kind, those):
    def finds(person, space):
        return Space.objects.visible_to(person).filter(pk=space.pk).exists()

    def is_in(person, space):
        return Space.objects.held_by(person).filter(pk=space.pk).exists()

    space, people = cast(kind)
    assert those_who(finds, space, people) == those
    assert those_who(is_in, space, people) == INSIDE


def test_who_holds_which_keys(cast):
    space, people = cast(Space.SECRET)

    held = {name: audiences_of(person) for name, person in people.items()}

    key = space_key(space.ref)
    no_members = {"nobody", "dormant", "unaccepted", "disabled"}
    assert held == {
        name: {"public"} if name in no_members else {"public", "members", *([key] if name in INSIDE else [])}
        for name in people
    }
    assert set(User.objects.holding(key)) == {people[name] for name in INSIDE}


def test_signed_in_member_and_staff_are_three_things(cast):
    _, people = cast()

    standing = {
        name: (person.is_authenticated, is_member(person), getattr(person, "is_staff", False))
        for name, person in people.items()
        if name in {"nobody", "member", "staff", "dormant", "unaccepted", "disabled"}
    }

    assert standing == {
        "nobody": (False, False, False),
        "member": (True, True, False),
        "staff": (True, True, True),
        "dormant": (True, False, False),
        "unaccepted": (True, False, False),
        "disabled": (True, False, False),
    }


@pytest.mark.parametrize("role", ["steward", "moderator", "editor", "trainer", "operator"])
@pytest.mark.parametrize("moment", ["dormant_at", "accepted_at"])
def test_a_role_of_who_is_no_member_any_more_counts_for_nothing(make_member, role, moment):
    person = make_member(roles=[role])
    setattr(person, moment, None if moment == "accepted_at" else timezone.now())

    assert (person.is_staff, rules.can_appoint(person), rules.can_see_people(person)) == (False, False, False)


def test_people_see_people(cast):
    _, people = cast()

    seeing = {name for name, person in people.items() if rules.can_see_people(person)}
    seen = set(User.objects.visible_to(people["reader"]).values_list("name", flat=True))

    assert seeing == {*INSIDE, "outsider", "staff", "left", "run out", "not yet"}
    assert seen == {people[name].name for name in seeing}
    assert all(
        not User.objects.visible_to(people[name]).exists() for name in ("nobody", "dormant", "unaccepted", "disabled")
    )


def test_appointing_is_for_stewards(member, moderator, trainer, editor, steward, operator):
    people = [AnonymousUser(), member, moderator, trainer, editor, operator, steward]

    assert [rules.can_appoint(person) for person in people] == [False] * 6 + [True]


def test_one_is_each_thing_only_in_the_space_one_is_it_in(make_space, make_member):
    keeper = make_member("Keeper of one")
    one, other = make_space(Space.SECRET, keeper=keeper), make_space(Space.SECRET)

    assert [rules.role_in(keeper, space) for space in (one, other)] == ["keeper", None]
