import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import NotAllowed
from members import actions
from members.models import Appointment, CharterVersion, Membership, RecoveryRequest, Space, User
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

    monkeypatch.setattr("members.actions.people.refresh", fail)
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


def test_what_was_open_when_an_account_was_closed_does_not_open_again_with_it(member, steward, client_of):
    client = client_of(member)
    actions.ask_for_recovery(member.email)
    User.objects.filter(pk=member.pk).update(recovering_at=timezone.now())
    before = client.get("/people/").status_code

    actions.disable(member, by=steward)
    actions.enable(member, by=steward)

    asked = RecoveryRequest.objects.get(user=member)
    assert (before, client.get("/people/").status_code) == (200, 404)
    assert (asked.outcome, User.objects.get(pk=member.pk).recovering_at) == ("refused", None)


def test_a_disabled_account_keeps_both_columns_together(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=member.pk).update(is_active=False)


def test_the_last_keeper_stays_whoever_asks(make_space, make_member):
    keeper, second = make_member("Karla"), make_member("Sven")
    space = make_space(keeper=keeper, people=[second])

    for deed in (
        lambda: actions.leave(keeper, space, by=keeper),
        lambda: actions.add_to_space(keeper, space, by=keeper, role=Membership.MEMBER),
        lambda: actions.add_to_space(keeper, space, by=keeper, role=Membership.KEEPER, until=timezone.now()),
    ):
        with pytest.raises(actions.LastKeeper):
            deed()

    assert list(space.memberships.current().filter(role="keeper").values_list("user", flat=True)) == [keeper.pk]


def test_a_keeper_who_is_no_member_any_more_does_not_count_as_one(make_space, make_member):
    keeper, second = make_member("Karla"), make_member("Sven")
    space = make_space(keeper=keeper)
    actions.add_to_space(second, space, by=keeper, role=Membership.KEEPER)
    User.objects.filter(pk=second.pk).update(dormant_at=timezone.now())

    with pytest.raises(actions.LastKeeper):
        actions.leave(keeper, space, by=keeper)


def test_only_members_are_let_in(make_space, make_member):
    keeper, dormant = make_member("Karla"), make_member("Dora")
    space = make_space(keeper=keeper)
    dormant.dormant_at = timezone.now()

    with pytest.raises(NotAllowed):
        actions.add_to_space(dormant, space, by=keeper)


def test_joining_keeps_the_role_one_has(make_space, make_member):
    keeper, moderator = make_member("Karla"), make_member("Mona")
    space = make_space(Space.OPEN, keeper=keeper)
    actions.add_to_space(moderator, space, by=keeper, role=Membership.MODERATOR)

    actions.join(space, by=moderator)

    assert space.memberships.get(user=moderator).role == "moderator"


def test_an_end_date_that_came_is_no_obstacle_to_coming_again(make_space, make_member):
    keeper, guest = make_member("Karla"), make_member("Gita")
    space = make_space(keeper=keeper)
    actions.add_to_space(guest, space, by=keeper, until=timezone.now())
    out = guest.audience_keys()

    actions.add_to_space(guest, space, by=keeper)

    assert (space.audience_id in out, space.audience_id in guest.audience_keys()) == (False, True)
    assert space.memberships.filter(user=guest).count() == 1


def deeds(make_space, make_member):
    """(what is recorded, a deed, whether doing it twice is recorded once): every action of this room."""
    steward, keeper, person, guest = (make_member(name) for name in ("Stella", "Karla", "Petra", "Gita"))
    actions.appoint(steward, "steward", by=None)
    space = make_space(Space.OPEN, keeper=keeper)
    return [
        ("members.appoint", lambda: actions.appoint(person, "editor", by=steward), True),
        ("members.dismiss", lambda: actions.dismiss(person, "editor", by=steward), True),
        ("members.create_space", lambda: actions.create_space(name="Canary", kind="secret", by=person), False),
        ("members.add_to_space", lambda: actions.add_to_space(guest, space, by=keeper), False),
        ("members.join", lambda: actions.join(space, by=person), True),
        ("members.leave_space", lambda: actions.leave(person, space, by=person), True),
        ("members.settle_in", lambda: actions.settle_in(guest, name="Canary", password="canary canary"), False),
        ("members.language", lambda: actions.choose_language(guest, "ar", by=guest), True),
        ("members.disable", lambda: actions.disable(guest, by=steward), True),
    ]


def test_each_action_is_recorded_once_and_without_content(make_space, make_member):
    expected, recorded = [], []
    for verb, deed, once in deeds(make_space, make_member):
        before = AuditEntry.objects.count()
        for _ in range(2 if once else 1):
            deed()
        expected.append([verb])
        recorded.append(list(AuditEntry.objects.order_by("id")[before:]))

    assert [[entry.verb for entry in entries] for entries in recorded] == expected
    for entry in sum(recorded, []):
        assert re.match(r"^(person|space):[a-z2-9]{10}$", entry.key)
        assert re.match(r"^person:[a-z2-9]{10}$", entry.actor)
        assert not any("anary" in str(value) for value in vars(entry).values())


def test_a_welcome_link_used_twice_at_once_lets_one_in(make_member):
    user = make_member(password=None)
    first, second = User.objects.get(pk=user.pk), User.objects.get(pk=user.pk)
    actions.settle_in(first, name="First", password="a fresh and long sentence")

    with pytest.raises(actions.LinkUsed):
        actions.settle_in(second, name="Second", password="another fresh and long one")

    assert User.objects.get(pk=user.pk).name == "First"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no address"], "Enter a valid email address."),
        ([""], "Please type your e-mail address."),
        (["a\x00@example.org"], "characters that can’t be shown"),
        ([f"{'a' * 300}@example.org"], "Please keep this to 254 characters; it has 312."),
        (["a@example.org", "--name", "x" * 121], "Please keep this to 120 characters; it has 121."),
    ],
)
def test_appoint_says_in_a_sentence_what_is_wrong(arguments, said):
    with pytest.raises(CommandError) as refused:
        call_command("appoint", *arguments)

    assert (said in str(refused.value), len(str(refused.value).splitlines()), refused.value.returncode) == (True, 1, 1)
    assert User.objects.count() == 0


def test_appoint_gives_who_lost_the_link_another_and_the_closed_none(capsys):
    call_command("appoint", "first@example.org", "--name", "Ada First")
    call_command("appoint", "First@Example.org")
    user = User.objects.get()
    User.objects.filter(pk=user.pk).update(dormant_at=timezone.now())

    with pytest.raises(CommandError, match="closed"):
        call_command("appoint", "first@example.org")

    assert (user.name, user.email) == ("Ada First", "first@example.org")
    assert capsys.readouterr().out.count("/welcome/") == 2


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


def test_the_stewards_read_of_an_emergency_at_their_bell(client_of, capsys):
    for name in ("first", "second"):
        call_command("appoint", f"{name}@example.org")

    call_command("appoint", "third@example.org", "--name", "Tara Third", "--emergency")

    for name, told in (("first", 1), ("second", 1), ("third", 0)):
        person = User.objects.get(email=f"{name}@example.org")
        actions.accept_charter(CharterVersion.objects.current(), by=person)
        page = client_of(User.objects.get(pk=person.pk)).get("/notices/").content.decode()
        said = "\u2068Tara Third\u2069 was made steward at the server’s command line, in an emergency."
        assert page.count(said) == told


def test_choosing_another_name_sorts_by_it(make_member):
    user = make_member("Élodie", password=None)

    actions.settle_in(user, name="Zoé", password="a fresh and long sentence")

    assert User.objects.get(pk=user.pk).sort_name == "zoe"
