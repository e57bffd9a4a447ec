"""Who holds which audience: a table of people and the keys they hold."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from core.gate import audiences_of, is_member, space_key
from members import actions
from members.models import Space

pytestmark = pytest.mark.django_db


def test_nobody_holds_public_alone():
    assert audiences_of(AnonymousUser()) == {"public"}


def test_a_member_holds_public_and_members(member):
    assert audiences_of(member) == {"public", "members"}


@pytest.mark.parametrize("moment", ["dormant_at", "accepted_at"])
def test_signed_in_is_not_member(member, moment):
    setattr(member, moment, None if moment == "accepted_at" else timezone.now())

    assert member.is_authenticated
    assert not is_member(member)
    assert audiences_of(member) == {"public"}


def test_a_disabled_person_holds_public_alone(member, steward):
    actions.disable(member, by=steward)

    assert audiences_of(member) == {"public"}


@pytest.mark.parametrize("kind", [kind for kind, _ in Space.KINDS])
def test_being_in_a_space_gives_its_key_and_leaving_takes_it(make_space, member, kind):
    space = make_space(kind, people=[member])
    held = audiences_of(member)

    actions.leave(member, space, by=member)

    assert held == {"public", "members", space_key(space.ref)}
    assert audiences_of(member) == {"public", "members"}


def test_no_role_of_the_platform_opens_a_space(make_space, make_member):
    space = make_space(Space.SECRET)
    everybody = make_member(roles=["steward", "moderator", "editor", "trainer", "operator"])

    assert audiences_of(everybody) == {"public", "members"}
    assert not Space.objects.visible_to(everybody).filter(pk=space.pk).exists()


def test_a_membership_that_ran_out_gives_nothing(make_space, member):
    space = make_space(people=[member])
    member.memberships.filter(space=space).update(until=timezone.now())
    member.forget_rights()

    assert audiences_of(member) == {"public", "members"}


def test_a_closed_space_gives_nothing(make_space, member):
    space = make_space(people=[member])
    Space.objects.filter(pk=space.pk).update(closed_at=timezone.now())
    member.forget_rights()

    assert audiences_of(member) == {"public", "members"}
