"""Several at once on the way in: one account, one membership, no more mails than allowed. Real threads, real
transactions; `python -m tests.services.scaled` runs it on PostgreSQL."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from core.ids import new_ref
from core.models import AuditEntry
from members import actions
from members.models import CharterAcceptance, CharterVersion, Invitation, InvitationMail, User
from tests.forum.test_at_once import at_once
from tests.members.conftest import ABOUT, FRESH, account, path_of, taken_up

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FIFTY = 50


def test_of_fifty_who_take_up_an_invitation_at_once_one_has_the_account(invite):
    invitation = invite()

    answers = at_once(
        lambda number: actions.take_up(
            invitation, email=invitation.email, name=f"Number {number}", language="en", password=FRESH
        ),
        FIFTY,
    )

    people = [answer for answer in answers if isinstance(answer, User)]
    assert len(people) == 1
    assert {type(answer) for answer in answers} == {User, actions.LinkUsed}
    assert list(User.objects.filter(email=invitation.email)) == people
    assert Invitation.objects.get().user == people[0]
    assert AuditEntry.objects.filter(verb="members.take_up").count() == 1


def test_of_those_who_send_the_form_at_once_one_is_signed_in_and_the_others_get_a_page(invite):
    invitation = invite()
    path = path_of(invitation)

    answers = at_once(lambda _: Client().post(f"{path}account/", account(invitation.email)).status_code, 8)

    assert sorted(answers) == [302, *[410] * 7]


def test_of_those_who_bring_a_passkey_at_once_one_has_the_account_with_one_passkey(invite):
    invitation = invite()
    passkeys = [actions.FirstPasskey(new_ref(), "My passkey", {"id": str(number)}) for number in range(8)]

    answers = at_once(
        lambda number: actions.take_up(
            invitation, email=invitation.email, name="Noor", language="en", passkey=passkeys[number]
        ),
        8,
    )

    (person,) = (answer for answer in answers if isinstance(answer, User))
    assert {type(answer) for answer in answers} == {User, actions.LinkUsed}
    assert person.ref in {passkey.ref for passkey in passkeys}
    assert sorted(Authenticator.objects.values_list("user", "type")) == [
        (person.pk, "recovery_codes"), (person.pk, "webauthn"),
    ]  # fmt: skip


def test_two_invitations_of_one_address_at_once_make_one_account(invite, make_institution):
    invitations = [invite(), invite(institution=make_institution("Elsewhere"))]

    answers = at_once(
        lambda number: actions.take_up(
            invitations[number % 2], email="noor@sabarra.example", name="Noor", language="en", password=FRESH
        )
    )

    assert len([answer for answer in answers if isinstance(answer, User)]) == 1
    assert {type(answer) for answer in answers} <= {User, actions.LinkUsed, actions.AlreadyAMember}
    assert User.objects.filter(email="noor@sabarra.example").count() == 1


def test_the_charter_accepted_many_times_at_once_is_accepted_once(invite, make_space):
    space = make_space("open")
    client, person = taken_up(invite(spaces=[space]))
    client.post("/coming-in/about/", ABOUT)
    version = CharterVersion.objects.current()

    at_once(lambda _: actions.accept_charter(version, by=User.objects.get(pk=person.pk)))

    assert CharterAcceptance.objects.filter(user=person).count() == 1
    assert person.memberships.count() == 1
    assert AuditEntry.objects.filter(verb="members.come_in").count() == 1


def test_however_many_are_sent_at_once_twenty_go_out(invite, steward):
    at_once(lambda number: invite(f"n{number}@x.example"), 25)

    assert (Invitation.objects.count(), InvitationMail.objects.filter(by=steward).count()) == (20, 20)


def test_of_those_who_answer_a_request_at_once_one_is_heard(outsider, steward):
    request = outsider()
    deeds = [actions.approve_outsider, actions.refuse_outsider]

    answers = at_once(lambda number: deeds[number % 2](request, by=User.objects.get(pk=steward.pk)))

    assert len([answer for answer in answers if isinstance(answer, Invitation)]) == 1
    assert AuditEntry.objects.filter(verb__in=["members.approve_outsider", "members.refuse_outsider"]).count() == 1
