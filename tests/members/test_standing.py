import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.models import AuditEntry
from core.refusals import NotAllowed
from members import actions, rules
from members.models import Appointment, User
from members.stewards import LastSteward
from notifications.models import Notice
from tests.conftest import PASSWORD
from tests.leaks.equal import answer_to, unknown_to
from tests.mailing import mailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(make_member):
    return make_member("Sana Second", roles=["steward"])


@pytest.fixture
def fresh(client_of):
    """fresh(user) -> a client whose person has just shown again who they are."""

    def sign_in(user):
        client = client_of(user)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    return sign_in


def held(user):
    return set(Appointment.objects.filter(user=user, ended_at=None).values_list("role", flat=True))


def told(user):
    return list(Notice.objects.filter(recipient=user).values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("rule", "role"), [(rules.can_appoint, "steward"), (rules.can_audit, "auditor"), (rules.can_operate, "operator")]
)
def test_each_of_these_is_for_one_role_alone(make_member, rule, role):
    people = {name: make_member(roles=[name]) for name, _ in Appointment.ROLES}
    people |= {"member": make_member(), "nobody": AnonymousUser()}

    assert {name for name, person in people.items() if rule(person)} == {role}


def test_stewards_decide_on_everybody_but_themselves(steward, second, member):
    asked = [(steward, member), (steward, second), (steward, steward), (member, second)]

    assert [rules.can_change_standing(*pair) for pair in asked] == [True, True, False, False]


def test_nobody_is_a_superuser(member):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=member.pk).update(is_superuser=True)


def test_roles_are_given_and_taken_until_they_are_as_asked(make_member, steward, second):
    person = make_member(roles=["editor", "trainer"])

    actions.change_roles(person, ["auditor", "editor"], by=steward, reason="New office")

    assert held(person) == {"auditor", "editor"}
    entries = AuditEntry.objects.filter(key=f"person:{person.ref}", actor=f"person:{steward.ref}").order_by("id")
    assert [(entry.verb, entry.reason) for entry in entries] == [
        ("members.appoint", "auditor: New office"),
        ("members.dismiss", "trainer: New office"),
    ]
    assert (told(person), told(second), told(steward)) == (["members.roles"], ["members.roles_of"], [])


def test_the_only_steward_stays_one(steward, second, operator):
    actions.change_roles(second, [], by=steward, reason="Leaves")

    with pytest.raises(LastSteward):
        actions.dismiss(steward, "steward", by=steward)
    assert held(steward) == {"steward"}


def test_what_changes_nothing_is_neither_recorded_nor_told(editor, steward):
    before = AuditEntry.objects.count()

    actions.change_roles(editor, ["editor"], by=steward, reason="x")

    assert (AuditEntry.objects.count(), told(editor)) == (before, [])


def test_closing_ends_everything_on_the_next_request_and_tells_person_and_stewards(
    client_of, member, steward, second, mailoutbox
):
    client = client_of(member)
    assert client.get("/people/").status_code == 200

    actions.disable(member, by=steward, reason="Left the service")

    assert client.get("/people/").status_code == 404
    said = {(mail.to[0], mail.subject) for mail in mailed()}
    assert said == {(member.email, "Your account is closed"), (second.email, "An account was closed")}
    assert all(member.name not in mail.body for mail in mailed() if mail.to != [member.email])


def test_an_account_that_is_opened_again_lets_its_person_in(client_of, make_member, steward, second):
    person = make_member(roles=["editor"])
    actions.disable(person, by=steward, reason="Mistake")

    actions.enable(person, by=steward, reason="It was a mistake")

    person = User.objects.get(pk=person.pk)
    assert (person.is_member, person.is_active, person.roles) == (True, True, {"editor"})
    assert [mail.subject for mail in mailed() if mail.to == [person.email]][-1] == "Your account is open again"
    assert "members.opened_of" in told(second)


@pytest.mark.parametrize("deed", [actions.disable, actions.enable])
def test_nobody_closes_or_opens_their_own_account(steward, second, deed):
    with pytest.raises(NotAllowed):
        deed(steward, by=steward)


def test_the_list_names_the_holders_of_each_role(as_steward, editor, auditor):
    page = as_steward.get(reverse("roles")).content.decode()

    assert all(name in page for name in (editor.name, auditor.name, "Nobody holds this role."))


@pytest.mark.parametrize("who", ["member", "editor", "moderator", "trainer", "auditor", "operator"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_others_these_screens_do_not_exist(request, client_of, other, who, method):
    client = client_of(request.getfixturevalue(who))

    for name, args in [("roles", []), ("standing", [other.ref]), ("standing_account", [other.ref])]:
        address = reverse(name, args=args)
        if (name, method) != ("roles", "post"):
            assert answer_to(client, address, method) == unknown_to(client, address, method), name


def test_a_steward_who_signed_in_long_ago_is_asked_again_first(as_steward, member):
    address = reverse("standing", args=[member.ref])

    answer = as_steward.post(address, {"roles": ["editor"], "reason": "x"})

    assert (answer.status_code, held(member)) == (302, set())
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_a_steward_appoints_and_closes_by_forms(fresh, steward, second, member):
    client = fresh(steward)

    client.post(reverse("standing", args=[member.ref]), {"roles": ["editor"], "reason": "Writes", "is_superuser": "1"})
    assert held(member) == {"editor"}

    client.post(reverse("standing_account", args=[member.ref]), {"reason": "Left"})
    member.refresh_from_db()
    assert member.disabled_at
    assert member.name in client.get(reverse("roles")).content.decode()


@pytest.mark.parametrize("sent", [{"roles": ["editor"]}, {"roles": ["admin"], "reason": "x"}, {"reason": "\x00"}])
def test_what_is_wrong_is_said_and_nothing_changes(fresh, steward, member, sent):
    answer = fresh(steward).post(reverse("standing", args=[member.ref]), sent)

    assert (answer.status_code, held(member)) == (200, set())
    assert 'class="error"' in answer.content.decode()


def test_the_last_steward_reads_why_not(fresh, steward, second):
    actions.change_roles(second, [], by=steward, reason="x")
    client, person = fresh(steward), reverse("standing", args=[steward.ref])

    assert "another membership steward changes them" in client.get(person).content.decode()


def test_the_list_costs_the_same_for_one_holder_and_three(as_steward, make_member, django_assert_num_queries):
    as_steward.get(reverse("roles"))
    with django_assert_num_queries(6):
        as_steward.get(reverse("roles"))
    for _ in range(3):
        make_member(roles=["editor"])

    with django_assert_num_queries(6):
        as_steward.get(reverse("roles"))
