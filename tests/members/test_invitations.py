"""Inviting: who may, for whom, how often; and the screens of those who do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import NotAllowed
from members import actions, rules
from members.links import digest_of
from members.models import Invitation, InvitationMail, User
from notifications.models import Delivery, Notice
from tests.mailing import mailed
from tests.members.conftest import ABOUT, come_in, link_of, path_of, signed_in, taken_up

pytestmark = pytest.mark.django_db


def errors_of(response):
    return {name: [str(each) for each in said] for name, said in response.context["form"].errors.items()}


def typed(institution, **more):
    return {"email": "noor@sabarra.example", "institution": institution.ref, "language": "en", **more}


# Who may


def test_stewards_invite_for_all_and_focal_points_for_their_own_institution(
    steward, focal_point, institution, make_institution, member, moderator, operator
):
    elsewhere = make_institution("Chamber of Kessaria")
    people = {"steward": steward, "focal": focal_point, "member": member, "moderator": moderator, "operator": operator}

    table = {
        who: (
            rules.can_invite(person, institution),
            rules.can_invite(person, elsewhere),
            rules.can_invite_somebody(person),
            rules.can_keep_institutions(person),
            rules.can_edit_charter(person),
        )
        for who, person in people.items()
    }

    no = (False,) * 5
    expected = {"steward": (True,) * 5, "focal": (True, False, True, False, False)}
    assert table == {**dict.fromkeys(people, no), **expected}


def test_a_focal_point_of_another_institution_is_refused(focal_point, make_institution):
    with pytest.raises(NotAllowed):
        actions.invite(email="x@y.example", institution=make_institution("Elsewhere"), by=focal_point)
    assert Invitation.objects.count() == 0


def test_who_was_focal_point_invites_no_more(focal_point, institution, steward):
    actions.end_focal_point(focal_point, institution, by=steward)

    with pytest.raises(NotAllowed):
        actions.invite(email="x@y.example", institution=institution, by=User.objects.get(pk=focal_point.pk))


# The secret


def test_the_table_holds_no_more_than_a_digest_of_what_opens_the_door(invite, settings):
    invitation = invite()
    token = path_of(invitation).split("/")[2]

    row = Invitation.objects.values().get()
    assert (len(token), row["digest"]) == (43, digest_of(token))
    assert all(token not in str(value) for value in row.values())
    settings.SECRET_KEY = "another key, as somebody has who holds a copy of the tables alone"
    assert Delivery.objects.get().sealed == ""


def test_a_mail_that_waits_still_opens_the_door_after_the_key_was_changed(invite, settings, anonymous):
    invitation = invite()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key for all that is made from now on, long enough to be one"

    assert anonymous.get(path_of(invitation)).status_code == 200


def test_the_mail_names_neither_who_invites_nor_from_where_nor_into_what(invite, make_space):
    invite(line="Kittiwake line", spaces=[make_space("open", name="Kittiwake space")])

    [sent] = mailed()

    everything = sent.subject + sent.body + str(sent.alternatives)
    assert (sent.to, sent.subject) == (["noor@sabarra.example"], "You are invited to Fora")
    assert [word in everything for word in ("Stella", "Sabarra,", "Office", "Kittiwake")] == [False] * 4
    assert link_of(sent) in everything


def test_the_mail_is_in_the_language_of_the_invitation(invite):
    invite(language="fr")

    assert 'lang="fr"' in str(mailed()[0].alternatives)


@pytest.mark.parametrize("fate", ["revoked", "expired", "dismissed", "sent again"])
def test_what_opens_nothing_any_more_is_not_mailed(invite, make_member, steward, fate):
    second = make_member(roles=["steward"])
    invitation = invite(by=second)
    if fate == "revoked":
        actions.revoke(invitation, by=steward)
    elif fate == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif fate == "dismissed":
        actions.dismiss(second, "steward", by=steward)
    else:
        actions.resend(invitation, by=steward)

    to_the_invited = [mail for mail in mailed() if mail.to == [invitation.email]]
    assert len(to_the_invited) == (1 if fate == "sent again" else 0)


# How often


def test_twenty_a_day_and_no_more_for_each_inviter(invite, focal_point, steward):
    invitations = [invite(f"n{number}@x.example") for number in range(20)]

    with pytest.raises(actions.EnoughInvitations):
        invite("one@more.example")
    with pytest.raises(actions.EnoughInvitations):
        actions.resend(invitations[0], by=steward)
    assert actions.invite(email="other@x.example", institution=invitations[0].institution, by=focal_point)
    assert Invitation.objects.filter(email="one@more.example").exists() is False

    InvitationMail.objects.filter(by=steward).update(at=timezone.now() - timedelta(hours=25))
    assert invite("one@more.example").sent_at


# Twice


def test_an_address_is_invited_once_for_an_institution(invite):
    invite()

    with pytest.raises(actions.AlreadyInvited):
        invite("NOOR@Sabarra.example")


def test_what_has_run_out_makes_room(invite):
    first = invite()
    Invitation.objects.update(expires_at=timezone.now())

    second = invite()

    first.refresh_from_db()
    assert (first.state, second.state) == ("revoked", "sent")


def test_another_institutions_invitation_is_in_nobodys_way(invite, make_institution):
    invite()

    assert invite(institution=make_institution("Elsewhere")).sent_at
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            email="noor@sabarra.example", institution=Invitation.objects.first().institution, expires_at=timezone.now()
        )


def test_a_plus_makes_another_address_and_the_case_of_letters_does_not(invite):
    invite("noor+fora@sabarra.example")

    assert invite("noor@sabarra.example").email == "noor@sabarra.example"
    with pytest.raises(actions.AlreadyInvited):
        invite("Noor+FORA@sabarra.example")


def test_a_domain_has_one_form_however_it_is_typed(invite):
    assert invite("noor@Прокуратура.example").email == invite("x@xn--80aa2apegcbrhd.example").email.replace(
        "x@", "noor@"
    )


def test_stewards_are_told_of_an_account_and_focal_points_are_not(invite, focal_point, member, institution):
    with pytest.raises(actions.AlreadyAMember):
        invite(member.email)
    invitation = actions.invite(email=member.email, institution=institution, by=focal_point)

    assert invitation.state == "sent"
    assert [(sent.to, sent.subject) for sent in mailed()] == [([member.email], "You have an account on Fora already")]


# Again, and back


def test_sent_again_it_is_good_for_seven_days_more_and_whoever_sent_it_stands_for_it(invite, focal_point):
    invitation = invite()
    Invitation.objects.update(expires_at=timezone.now())

    again = actions.resend(invitation, by=focal_point)

    assert (again.state, again.invited_by, again.mails.count()) == ("sent", focal_point, 2)
    assert again.expires_at > timezone.now() + timedelta(days=6, hours=23)


def test_who_has_begun_comes_in_on_anothers_word_where_the_inviters_counts_no_more(invite, steward, make_member):
    second = make_member("Sami Second", roles=["steward"])
    invitation = invite(by=second)
    client, person = taken_up(invitation)
    client.post("/coming-in/about/", ABOUT)
    actions.dismiss(second, "steward", by=steward)
    looking, path = signed_in(steward), f"/invitations/{invitation.ref}/"
    mails = len(mailed())

    offered = ">Confirm<" in looking.get(path).content.decode()
    said = looking.post(f"{path}resend/", follow=True).content.decode()
    client.post("/charter/accept/", {"version": 1})

    person.refresh_from_db()
    invitation.refresh_from_db()
    assert (offered, "Your word is noted." in said, ">Confirm<" in said) == (True, True, False)
    assert (person.is_member, invitation.invited_by, invitation.mails.count()) == (True, steward, 1)
    assert len(mailed()) == mails


def test_taken_back_the_account_that_was_begun_goes_and_the_address_is_invited_anew(invite, steward):
    invitation = invite()
    path = path_of(invitation)
    client, person = taken_up(invitation)
    client.post("/coming-in/about/", ABOUT)

    actions.revoke(invitation, by=steward)

    invitation.refresh_from_db()
    page = signed_in(steward).get(f"/invitations/{invitation.ref}/").content.decode()
    assert (invitation.state, User.objects.filter(pk=person.pk).exists()) == ("revoked", False)
    assert ("Take it back" in page, client.get(path).context["reason"]) == (False, "revoked")
    assert come_in(invite())[1].is_member


def test_of_two_clicks_at_once_the_second_is_told_that_there_is_one(invite, monkeypatch):
    invite()
    monkeypatch.setattr("members.actions.invitations._make_room", lambda email, institution: None)

    with pytest.raises(actions.AlreadyInvited):
        invite()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("deed", ["resend", "revoke"])
def test_nothing_is_done_with_what_was_accepted(invite, steward, deed):
    invitation = invite()
    come_in(invitation)

    with pytest.raises(actions.InvitationUsed):
        getattr(actions, deed)(invitation, by=steward)


def test_taking_back_twice_is_once(invite, steward):
    invitation = invite()

    actions.revoke(invitation, by=steward)
    actions.revoke(invitation, by=steward)

    assert AuditEntry.objects.filter(verb="members.revoke_invitation", key=f"invitation:{invitation.ref}").count() == 1


@pytest.mark.parametrize("deed", ["resend", "revoke"])
def test_who_may_not_invite_for_an_institution_does_nothing_with_its_invitations(invite, member, deed):
    with pytest.raises(NotAllowed):
        getattr(actions, deed)(invite(), by=member)


# A keeper's outsider


def test_a_request_is_answered_once_by_a_second_person(outsider, steward, make_member):
    keeper = make_member("Stef Both", roles=["steward"])
    request = outsider(invited_by=keeper)

    with pytest.raises(NotAllowed):
        actions.approve_outsider(request, by=keeper)
    actions.approve_outsider(request, by=steward)
    with pytest.raises(actions.RequestAnswered):
        actions.refuse_outsider(request, by=steward)

    request.refresh_from_db()
    assert (request.state, request.approved_by, len(mailed())) == ("sent", steward, 2)  # the keeper is told too
    assert Notice.objects.get(recipient=keeper).kind == "members.outsider_approved"


def test_whom_a_keeper_asked_for_that_keeper_does_not_send_again_as_steward(outsider, steward, make_member):
    keeper = make_member("Stef Both", roles=["steward"])
    request = outsider(invited_by=keeper)
    actions.approve_outsider(request, by=steward)

    page = signed_in(keeper).get(f"/invitations/{request.ref}/").content.decode()
    with pytest.raises(NotAllowed):
        actions.resend(request, by=keeper)

    request.refresh_from_db()
    assert ("Send it again" in page, "Take it back" in page, request.approved_by) == (False, True, steward)


def test_a_request_that_is_refused_sends_nothing(outsider, steward):
    request = outsider()

    actions.refuse_outsider(request, by=steward)

    request.refresh_from_db()
    assert (request.state, request.digest) == ("refused", None)
    assert [sent.to for sent in mailed()] == [[request.invited_by.email]]


def test_a_request_runs_out_after_its_time(outsider, steward):
    request = outsider()
    Invitation.objects.update(expires_at=timezone.now())

    with pytest.raises(actions.RequestAnswered):
        actions.approve_outsider(request, by=steward)


def test_a_request_is_no_invitation_before_it_is_answered(outsider, steward):
    request = outsider()

    with pytest.raises(NotAllowed):
        actions.resend(request, by=steward)
    assert mailed() == []


def test_stewards_hear_of_a_request_and_nobody_else_does(outsider, steward, member, make_member):
    request = outsider()

    actions.tell_stewards(request)

    assert list(Notice.objects.values_list("recipient", "kind")) == [(steward.pk, "members.outsider_asked")]


# The screens


def test_an_invitation_is_written_and_sent(steward, institution, make_space):
    space = make_space("open")
    client = signed_in(steward)

    response = client.post("/invitations/new/", typed(institution, name="Noor", line="Hello.", spaces=[space.ref]))

    invitation = Invitation.objects.get()
    assert response["Location"] == f"/invitations/{invitation.ref}/"
    assert (invitation.name, invitation.line, invitation.spaces.get()) == ("Noor", "Hello.", space)
    assert "It is good for seven days." in client.get(response["Location"]).content.decode()


def test_whoever_signed_in_long_ago_confirms_it_and_loses_nothing(steward, institution, client_of):
    client = client_of(steward)

    asked = client.post("/invitations/new/", typed(institution))
    sent = client.post(asked["Location"], {"password": "three quiet herons at the weir"})

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert sent["Location"] == f"/invitations/{Invitation.objects.get().ref}/"


def test_an_address_of_another_domain_is_confirmed_first(steward, make_institution):
    institution = make_institution(domains=["sabarra.example"])
    client = signed_in(steward)
    sent = typed(institution, email="noor@elsewhere.example")

    first = client.post("/invitations/new/", sent)
    then = client.post("/invitations/new/", {**sent, "sure": "on"})

    assert errors_of(first)["sure"] == ["This address is not one of Office of Sabarra: those end in sabarra.example."]
    assert 'name="sure"' in first.content.decode()
    assert then.status_code == 302


@pytest.mark.parametrize("email", ["noor@sabarra.example", "noor@east.sabarra.example"])
def test_an_address_of_the_domain_raises_no_question(steward, make_institution, email):
    institution = make_institution(domains=["sabarra.example"])

    assert signed_in(steward).post("/invitations/new/", typed(institution, email=email)).status_code == 302


@pytest.mark.parametrize(
    ("email", "field"),
    [
        ("noor@sаbarra.example", "email"),  # Cyrillic а among Latin letters
        ("nооr@sabarra.example", "email"),
        ("noor@xn--sbarra-3nf.example", "email"),
        ("noor@прокуратура.example", "sure"),  # one alphabet: shown, and confirmed
        ("noor@xn--80aa2apegcbrhd.example", "sure"),
        ("noor", "email"),
        ("noor\u202e@sabarra.example", "email"),
        ("n" * 300 + "@sabarra.example", "email"),
    ],
)
def test_an_address_that_only_looks_right_is_not_taken(steward, institution, email, field):
    response = signed_in(steward).post("/invitations/new/", typed(institution, email=email))

    assert (response.status_code, list(errors_of(response))) == (200, [field])
    assert Invitation.objects.count() == 0


def test_a_focal_point_is_offered_the_own_institution_alone(focal_point, institution, make_institution):
    elsewhere = make_institution("Chamber of Kessaria")
    client = signed_in(focal_point)

    page = client.get("/invitations/new/").content.decode()
    forced = client.post("/invitations/new/", typed(elsewhere))

    assert (institution.name in page, elsewhere.name in page, elsewhere.ref in page) == (True, False, False)
    assert list(errors_of(forced)) == ["institution"]


def test_the_buttons_of_an_invitation_work(invite, steward):
    invitation = invite()
    client = signed_in(steward)
    path = f"/invitations/{invitation.ref}/"

    client.post(f"{path}resend/")
    client.post(f"{path}revoke/")

    invitation.refresh_from_db()
    page = client.get(path).content.decode()
    assert (invitation.state, invitation.mails.count(), "taken back" in page) == ("revoked", 2, True)


def test_the_buttons_of_a_request_work(outsider, steward):
    first, second = outsider(), outsider(email="second@x.example")
    client = signed_in(steward)

    client.post(f"/invitations/{first.ref}/approve/")
    client.post(f"/invitations/{second.ref}/refuse/")

    assert sorted(each.state for each in Invitation.objects.all()) == ["refused", "sent"]


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (
            "olga@xn--80aa2apegcbrhd.example",
            ["прокуратура.example is written with letters beyond a to z", "@sabarra.gov"],
        ),
        ("olga@elsewhere.example", ["This address is not one of Office of Sabarra: those end in sabarra.gov."]),
        ("olga@sabarra.gov", []),
    ],
)
def test_a_steward_reads_what_is_odd_about_an_address_that_a_keeper_asked_for(
    outsider, make_institution, steward, client_of, email, said
):
    asked = outsider(email=email, institution=make_institution(domains=["sabarra.gov"]))

    page = client_of(steward).get(f"/invitations/{asked.ref}/").content.decode()

    assert [words for words in said if words.replace("@", "those end in ") not in page] == []
    assert page.count('data-kind="caution"') == 1 + len(said)


def test_an_invitation_says_how_far_its_owner_has_come(invite, steward):
    invitation = invite()
    client = signed_in(steward)
    taken_up(invitation)

    page = client.get(f"/invitations/{invitation.ref}/").content.decode()

    assert ("has begun to come in" in page, "Take it back" in page, "Send it again" in page) == (True, True, False)


@pytest.mark.parametrize("who", ["member", "moderator", "editor", "operator"])
def test_nobody_else_has_these_pages(request, client_of, invite, who):
    invitation = invite()
    client = client_of(request.getfixturevalue(who))
    gets = ["/invitations/", "/invitations/new/", f"/invitations/{invitation.ref}/", "/institutions/", "/charter/edit/"]
    posts = [f"/invitations/{invitation.ref}/{deed}/" for deed in ("resend", "revoke", "approve", "refuse")]

    assert {client.get(path).status_code for path in gets} == {404}
    assert {client.post(path).status_code for path in [*posts, "/invitations/new/", "/charter/publish/"]} == {404}


def test_the_list_costs_the_same_for_one_and_three(invite, outsider, steward, client_of, django_assert_num_queries):
    client = client_of(steward)
    invite("a@x.example")
    outsider(email="o1@x.example")
    client.get("/invitations/")
    costs = []
    for number in range(2):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/invitations/")
        costs.append(len(queries))
        if not number:
            invite("b@x.example", name="B"), invite("c@x.example")
            outsider(email="o2@x.example")

    assert costs[0] == costs[1]


def test_the_list_pages_by_key(invite, steward, client_of):
    for number in range(26):
        row = invite(f"n{number}@x.example")
        InvitationMail.objects.all().delete()
        Invitation.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(hours=number))
    client = client_of(steward)

    page = client.get("/invitations/").context["page"]
    rest = client.get(f"/invitations/?after={page.next}").context["page"]

    assert (len(page), [row.email for row in rest]) == (25, ["n25@x.example"])
