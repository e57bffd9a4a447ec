import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from core.models import AuditEntry
from core.refusals import NotAllowed
from members import actions
from members.models import Appointment, Membership, Space, User
from notifications.models import Notice
from search.models import Pending

pytestmark = pytest.mark.django_db


def verbs():
    """What was recorded since what must exist was made."""
    entries = AuditEntry.objects.exclude(verb__startswith="cms.")
    return list(entries.order_by("id").values_list("verb", flat=True))


def test_who_is_admitted_has_a_confirmed_address_and_is_queued_for_search(db):
    user = actions.admit(email=" New@Example.ORG ", name="New Person", by=None, password="x" * 20)

    assert user.email == "new@example.org"
    assert EmailAddress.objects.get(user=user).verified is True
    assert (user.is_member, user.profile.institution, verbs()) == (True, None, ["members.admit"])
    assert Pending.objects.filter(key=f"person:{user.ref}").count() == 1


def test_one_address_has_one_account_in_any_spelling(member):
    with pytest.raises(actions.AlreadyAMember):
        actions.admit(email=member.email.upper(), name="Again", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=member.email.upper(), name="Again")


def test_an_action_that_fails_leaves_nothing(monkeypatch):
    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(actions, "refresh", fail)
    with pytest.raises(RuntimeError):
        actions.admit(email="gone@example.org", name="Gone", by=None)

    assert (User.objects.count(), verbs(), Pending.objects.count()) == (0, [], 0)


def test_roles_bring_wagtails_groups_and_take_them_again(member, steward):
    actions.appoint(member, "editor", by=steward)
    with_role = list(member.groups.values_list("name", flat=True))
    actions.dismiss(member, "editor", by=steward)

    assert (with_role, list(member.groups.all())) == (["Editors"], [])
    assert (member.roles, member.is_staff) == (frozenset(), False)


def test_only_stewards_appoint(member, moderator):
    with pytest.raises(NotAllowed):
        actions.appoint(member, "editor", by=moderator)

    assert Appointment.objects.filter(user=member).count() == 0


def test_a_space_is_made_with_its_audience_and_its_keeper(member):
    space = actions.create_space(name="Joint team", kind=Space.SECRET, by=member)

    assert space.audience_id == f"space:{space.ref}"
    assert list(space.memberships.values_list("user", "role")) == [(member.pk, "keeper")]


def test_letting_in_twice_is_once_with_the_last_role(make_space, member):
    keeper = User.objects.get(pk=make_space().memberships.get().user_id)
    space = keeper.memberships.get().space
    actions.add_to_space(member, space, by=keeper)

    actions.add_to_space(member, space, by=keeper, role=Membership.READER)

    assert list(space.memberships.filter(user=member).values_list("role", flat=True)) == ["reader"]


def test_only_a_keeper_lets_in_and_puts_out(make_space, member, other, steward):
    space = make_space(people=[member])

    for person in (member, steward, other):
        with pytest.raises(NotAllowed):
            actions.add_to_space(other, space, by=person)
    with pytest.raises(NotAllowed):
        actions.leave(member, space, by=steward)

    assert Membership.objects.filter(space=space, ended_at=None).count() == 2


def test_disabling_ends_a_session_on_the_next_request(member, steward, client_of):
    client = client_of(member)
    before = client.get("/people/").status_code

    actions.disable(member, by=steward)

    assert (before, client.get("/people/").status_code) == (200, 404)


def test_a_disabled_account_keeps_both_columns_together(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=member.pk).update(is_active=False)


def test_appoint_makes_the_first_two_stewards_and_no_third(capsys):
    call_command("appoint", "first@example.org")
    call_command("appoint", "second@example.org")

    with pytest.raises(CommandError, match="two stewards"):
        call_command("appoint", "third@example.org")

    stewards = Appointment.objects.filter(role="steward").values_list("user__email", flat=True)
    assert sorted(stewards) == ["first@example.org", "second@example.org"]
    assert capsys.readouterr().out.count("/welcome/") == 2


def test_an_emergency_appointment_is_audited_and_told_to_the_stewards(capsys):
    for name in ("first", "second"):
        call_command("appoint", f"{name}@example.org")

    call_command("appoint", "third@example.org", "--emergency")

    assert verbs().count("members.appoint_emergency") == 1
    told = Notice.objects.filter(kind="members.emergency").values_list("recipient__email", flat=True)
    assert sorted(told) == ["first@example.org", "second@example.org"]
