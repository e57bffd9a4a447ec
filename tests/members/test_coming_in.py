"""T16 and the way in: from the link in a mail to the first page of a member."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry
from members import actions
from members.models import CharterAcceptance, CharterVersion, Invitation, JoinRequest, Membership, User
from notifications.models import Notice
from search.models import Pending
from tests.mailing import mailed
from tests.members.conftest import ABOUT, FRESH, account, come_in, path_of, signed_in, taken_up

pytestmark = pytest.mark.django_db
CONTROLS = "The text holds characters that can’t be shown."


def errors_of(response):
    return {name: [str(each) for each in said] for name, said in response.context["form"].errors.items()}


def verbs():
    return list(AuditEntry.objects.filter(verb__startswith="members.").order_by("id").values_list("verb", flat=True))


# The way itself


def test_the_page_behind_the_link_says_who_invites_and_uses_nothing_up(invite, anonymous):
    invitation = invite(line="We spoke in The Hague.")
    path = path_of(invitation)

    pages = [anonymous.get(path) for _ in range(3)]

    body = pages[2].content.decode()
    invitation.refresh_from_db()
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert ("Stella Steward" in body, "Office of Sabarra" in body, "We spoke in The Hague." in body) == (True,) * 3
    assert (invitation.used_at, invitation.email in body) == (None, False)


def test_the_whole_way_makes_a_member_of_that_institution(invite, institution):
    invitation = invite()

    client, person = come_in(invitation)

    assert client.get("/first-steps/").status_code == 200
    assert (person.email, person.name, person.is_member) == (invitation.email, "Noor Newcomer", True)
    assert (person.time_zone, person.profile.institution) == ("Europe/Prague", institution)
    spoken = list(person.profile.languages.values_list("code", flat=True))
    assert (person.profile.job_title, spoken) == ("Investigator", ["en", "fr"])
    assert list(person.emailaddress_set.values_list("email", "verified", "primary")) == [(person.email, True, True)]
    assert list(person.charter_acceptances.values_list("version__number", flat=True)) == [1]
    assert verbs()[-5:] == [
        "members.take_up", "members.sign_in", "members.introduce", "members.accept_charter", "members.come_in",
    ]  # fmt: skip
    assert Pending.objects.filter(key=f"person:{person.ref}").exists()
    assert Notice.objects.filter(kind="members.came_in", key=f"person:{person.ref}").count() == 1


def test_nobody_is_a_member_before_the_charter_is_accepted(invite, member, as_member):
    client, person = taken_up(invite())
    client.post("/coming-in/about/", ABOUT)
    person.refresh_from_db()

    assert (person.is_member, person.accepted_at, person.audience_keys()) == (False, None, {"public"})
    assert "Noor Newcomer" not in as_member.get("/people/").content.decode()


@pytest.mark.parametrize("path", ["/", "/people/", "/forum/", "/search/?q=x", "/accounts/email/", "/first-steps/"])
def test_who_is_coming_in_is_led_to_the_next_step_from_any_page(invite, path):
    client, _ = taken_up(invite())

    first = client.get(path)["Location"]
    client.post("/coming-in/about/", ABOUT)
    second = client.get(path)["Location"]

    assert (first, second) == ("/coming-in/about/", "/charter/accept/")


@pytest.mark.parametrize("path", ["/charter/", "/charter/1/", "/protection/", "/accounts/logout/", "/healthz"])
def test_what_one_may_need_meanwhile_stays_open(invite, path):
    client, _ = taken_up(invite())

    assert client.get(path).status_code == 200


def test_the_language_can_be_changed_on_the_way(invite):
    client, _ = taken_up(invite())

    assert client.post("/language/", {"language": "ar", "next": "/coming-in/about/"})["Location"] == "/coming-in/about/"


def test_a_step_is_not_jumped_over(invite):
    client, person = taken_up(invite())

    jumped = client.post("/charter/accept/", {"version": 1})

    person.refresh_from_db()
    assert (jumped["Location"], person.accepted_at) == ("/coming-in/about/", None)
    assert CharterAcceptance.objects.count() == 0


def test_the_way_goes_on_after_signing_in_again(invite):
    _, person = taken_up(invite())

    client = signed_in(person, FRESH)

    assert client.get("/", follow=True).redirect_chain == [("/coming-in/about/", 302)]


def test_each_step_is_answered_with_a_page_to_who_is_not_signed_in(anonymous):
    for path in ("/coming-in/", "/coming-in/about/", "/charter/accept/"):
        assert anonymous.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_members_have_nothing_to_do_on_the_way_in(as_member):
    assert [as_member.get(path)["Location"] for path in ("/coming-in/", "/coming-in/about/", "/charter/accept/")] == [
        "/", "/", "/",
    ]  # fmt: skip


def test_the_page_speaks_the_language_of_the_invitation_until_another_is_chosen(invite, anonymous):
    path = path_of(invite(language="ar"))

    at_first = anonymous.get(path)
    anonymous.cookies["language"] = "en"
    then = anonymous.get(path)

    assert ('dir="rtl"' in at_first.content.decode(), at_first.headers["Content-Language"]) == (True, "ar")
    assert 'dir="ltr"' in then.content.decode()


# What was offered


def test_open_spaces_are_joined_and_the_keepers_of_the_others_learn_who_invited(
    invite, make_space, make_member, client_of
):
    keeper = make_member("Kesi Keeper")
    spaces = [make_space("open", name="Open"), make_space("request", name="Asked", keeper=keeper)]

    _, person = come_in(invite(spaces=spaces, line="A careful analyst."))

    assert [each.space for each in person.memberships.current()] == [spaces[0]]
    wish = JoinRequest.objects.get(user=person)
    assert (wish.space, wish.words) == (spaces[1], "")
    page = client_of(keeper).get(f"/spaces/{spaces[1].ref}/people/").content.decode()
    assert "Invited to Fora by <bdi>Stella Steward</bdi>" in page
    assert "A careful analyst." not in page


def test_who_asks_unasked_is_not_shown_as_invited(invite, make_space, make_member, client_of):
    keeper = make_member("Kesi Keeper")
    space = make_space("request", name="Asked", keeper=keeper)
    _, person = come_in(invite())

    actions.ask_to_join(space, by=person, words="Let me in.")

    page = client_of(keeper).get(f"/spaces/{space.ref}/people/").content.decode()
    assert "Let me in." in page
    assert "Invited to Fora by" not in page


def test_into_a_space_on_request_the_inviter_lets_in_whom_they_may(invite, make_space, steward):
    space = make_space("request", keeper=steward)

    _, person = come_in(invite(spaces=[space]))

    assert person.memberships.current().get().role == Membership.MEMBER
    assert JoinRequest.objects.count() == 0


def test_a_space_that_became_narrower_meanwhile_is_left_out(invite, make_space):
    space = make_space("open")
    invitation = invite(spaces=[space])
    type(space).objects.filter(pk=space.pk).update(kind="secret")

    _, person = come_in(invitation)

    assert (person.is_member, list(person.memberships.all()), JoinRequest.objects.count()) == (True, [], 0)


def test_a_sealed_space_is_never_offered(invite, make_space, steward):
    spaces = [make_space("invite", keeper=steward), make_space("secret", keeper=steward)]

    assert list(invite(spaces=spaces).spaces.all()) == []


# A link that opens nothing


def refusal(path, client=None):
    response = (client or Client()).get(path)
    return response.status_code, response.context.get("reason")


def test_a_forged_link_is_a_page_with_what_to_do(anonymous):
    forged = ["x", "A" * 43, "é", "%00", "A" * 3000]

    answers = [anonymous.get(f"/invitation/{token}/") for token in forged]

    assert {answer.status_code for answer in answers} == {404}
    assert {answer.context["reason"] for answer in answers} == {"unknown"}
    assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1


def test_a_link_that_was_sent_again_is_dead_and_answered_like_a_forged_one(invite, steward):
    invitation = invite()
    old = path_of(invitation)
    actions.resend(invitation, by=steward)

    assert (refusal(old), refusal(path_of(invitation))[0]) == ((404, "unknown"), 200)


def test_an_expired_link_is_a_page(invite):
    invitation = invite()
    path = path_of(invitation)
    Invitation.objects.update(expires_at=timezone.now())

    assert refusal(path) == (410, "expired")
    assert Client().post(f"{path}account/", account(invitation.email)).status_code == 410
    assert User.objects.filter(email=invitation.email).exists() is False


def test_a_revoked_link_is_a_page(invite, steward):
    invitation = invite()
    path = path_of(invitation)
    actions.revoke(invitation, by=steward)

    assert (refusal(path), refusal(f"{path}account/")) == ((410, "revoked"), (410, "revoked"))


def test_a_used_link_is_a_page_for_others_and_the_way_on_for_its_owner(invite, as_member):
    invitation = invite()
    path = path_of(invitation)
    client, _ = taken_up(invitation)
    begun = refusal(path)
    own = client.get(path)["Location"]
    client.post("/coming-in/about/", ABOUT)
    client.post("/charter/accept/", {"version": 1})

    assert (begun, own) == ((410, "begun"), "/coming-in/")
    assert (refusal(path), refusal(path, as_member)) == ((410, "used"), (410, "used"))
    assert client.get(path, follow=True).redirect_chain[-1] == ("/", 302)


def test_a_link_that_was_forwarded_to_a_member_opens_nothing(invite, as_member):
    invitation = invite()
    path = path_of(invitation)

    page, sent = refusal(path, as_member), as_member.post(f"{path}account/", account(invitation.email))

    assert (page, sent.status_code) == ((409, "other"), 409)
    assert User.objects.filter(email=invitation.email).exists() is False


@pytest.mark.parametrize("email", ["other@sabarra.example", "noor+x@sabarra.example", "noor@sabarra.example.org"])
def test_a_link_that_was_forwarded_opens_nothing_to_who_has_another_address(invite, anonymous, email):
    path = path_of(invite())

    response = anonymous.post(f"{path}account/", account(email))

    assert (response.status_code, list(errors_of(response))) == (200, ["email"])
    assert errors_of(response)["email"][0].startswith("This invitation was sent to another address.")
    assert "noor@sabarra.example" not in response.content.decode().replace(email, "")
    assert User.objects.filter(name="Noor Newcomer").exists() is False


def test_addresses_are_not_tried_out_without_end(invite, anonymous):
    path = path_of(invite())

    answers = [anonymous.post(f"{path}account/", account(f"try{n}@x.example")).status_code for n in range(21)]

    assert answers == [*[200] * 20, 429]


@pytest.mark.parametrize("typed", ["NOOR@Sabarra.Example", " noor@sabarra.example "])
def test_the_case_of_letters_makes_no_other_address(invite, typed):
    invitation = invite()

    response = Client().post(f"{path_of(invitation)}account/", account(typed))

    assert response["Location"] == "/coming-in/"
    assert User.objects.get(name="Noor Newcomer").email == "noor@sabarra.example"


@pytest.mark.parametrize("fate", ["disabled", "dismissed"])
def test_the_word_of_who_can_invite_no_more_does_not_count(invite, make_member, steward, fate):
    second = make_member("Sami Second", roles=["steward"])
    first, later = invite("first@x.example", by=second), invite("later@x.example", by=second)
    path = path_of(first)
    client, person = taken_up(later)
    client.post("/coming-in/about/", ABOUT)
    if fate == "disabled":
        actions.disable(second, by=steward)
    else:
        actions.dismiss(second, "steward", by=steward)

    last = client.post("/charter/accept/", {"version": 1})

    person.refresh_from_db()
    assert refusal(path) == (410, "gone")
    assert "can’t invite any more" in last.content.decode()
    assert (person.accepted_at, CharterAcceptance.objects.count()) == (None, 0)


def test_an_invitation_that_is_taken_back_on_the_way_ends_the_way(invite, steward):
    invitation = invite()
    client, person = taken_up(invitation)
    client.post("/coming-in/about/", ABOUT)
    actions.revoke(invitation, by=steward)

    last = client.post("/charter/accept/", {"version": 1})

    assert last["Location"] == "/accounts/login/?next=/charter/accept/"
    assert User.objects.filter(pk=person.pk).exists() is False


def test_what_is_taken_back_in_the_very_moment_of_the_last_step_makes_nobody_a_member(invite, steward):
    invitation = invite()
    client, person = taken_up(invitation)
    client.post("/coming-in/about/", ABOUT)
    as_read_before = User.objects.select_related("invitation").get(pk=person.pk)
    Invitation.objects.filter(pk=invitation.pk).update(revoked_at=timezone.now())

    with pytest.raises(actions.InvitationRevoked):
        actions.accept_charter(CharterVersion.objects.current(), by=as_read_before)
    person.refresh_from_db()
    assert (person.accepted_at, CharterAcceptance.objects.count()) == (None, 0)


def test_who_has_an_account_by_now_signs_in(invite, make_member):
    invitation = invite()
    path = path_of(invitation)
    make_member(email=invitation.email)

    response = Client().post(f"{path}account/", account(invitation.email))

    assert errors_of(response) == {"__all__": ["There is an account with this e-mail address already."]}
    invitation.refresh_from_db()
    assert invitation.used_at is None


# What is typed


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": ""}, "name", "Please type your name."),
        ({"name": "n" * 500}, "name", "Please keep this to 120 characters; it has 500."),
        ({"name": "Noor \u202eecalp"}, "name", CONTROLS),
        ({"name": "\x00"}, "name", CONTROLS),
        ({"name": "—"}, "name", "A name has at least one letter."),
        ({"name": "\u200b\u200b"}, "name", "A name has at least one letter."),
        ({"name": "\u3164 \u115f\uffa0"}, "name", "A name has at least one letter."),
        ({"language": "xx"}, "language", "Select a valid choice."),
        ({"password": "short"}, "password", "This is too short"),
        ({"password": "noor newcomer noor"}, "password", "The password is too similar to the name."),
        ({"email": ""}, "email", "Please type your e-mail address."),
    ],
)
def test_bad_input_is_answered_on_the_same_page(invite, anonymous, typed, field, said):
    invitation = invite()

    response = anonymous.post(f"{path_of(invitation)}account/", account(invitation.email, **typed))

    assert (response.status_code, list(errors_of(response))) == (200, [field])
    assert errors_of(response)[field][0].startswith(said)
    assert User.objects.filter(email=invitation.email).exists() is False


@pytest.mark.parametrize("name", ["O", "نور", "Ґ", "李"])
def test_a_name_may_be_as_short_as_names_are(invite, name):
    _, person = taken_up(invite(), name=name)

    assert person.name == name


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"job_title": ""}, "job_title"),
        ({"job_title": "x" * 161}, "job_title"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"speaks": []}, "speaks"),
        ({"speaks": ["en", "xx"]}, "speaks"),
    ],
)
def test_a_bad_profile_is_answered_on_the_same_page(invite, typed, field):
    client, person = taken_up(invite())

    response = client.post("/coming-in/about/", {**ABOUT, **typed})

    assert (response.status_code, list(errors_of(response))) == (200, [field])
    assert User.objects.filter(pk=person.pk, profile=None).exists()


def test_signing_in_begins_a_session_of_its_own(invite):
    client = Client()
    path = path_of(invite())
    client.get(path)
    client.session["seen"] = 1
    before = client.session.session_key

    client.post(f"{path}account/", account("noor@sabarra.example"))

    assert client.session.session_key != before
    caches["default"].clear()


# Outsiders of sealed spaces


def test_an_outsider_is_offered_the_space_by_who_asked(outsider, steward):
    request = outsider()
    actions.approve_outsider(request, by=steward)
    request.refresh_from_db()

    _, person = come_in(request)

    assert (person.is_member, person.memberships.count()) == (True, 0)
    assert person.space_invitations.get().space == request.space
    assert [sent.to for sent in mailed()][0] == [request.email]


def test_an_outsiders_way_is_over_when_the_keeper_keeps_no_more(outsider, steward, make_member):
    request = outsider()
    actions.approve_outsider(request, by=steward)
    path = path_of(request)
    second = make_member()
    actions.add_to_space(second, request.space, by=request.invited_by, role=Membership.KEEPER)
    actions.leave(request.invited_by, request.space, by=request.invited_by)

    assert refusal(path) == (410, "gone")
    assert Membership.objects.filter(started_at__gt=timezone.now() - timedelta(days=1)).count() == 2
