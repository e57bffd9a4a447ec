"""Coming in by a passkey in the place of a password: the way, what it opens later, and every answer that is not right.

The devices here have no browser (tests/passkeys.py); tests/journeys/test_coming_in.py goes the same way in Chromium.
"""

import json
import re
from datetime import timedelta

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.core.context import request_context
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from fido2.utils import websafe_encode

from core.models import AuditEntry
from members import actions, steps
from members.forms import FirstPasskeyForm
from members.models import CharterVersion, RecoveryRequest, User
from tests.doors import add_app, is_inside, let_pass, recovery_codes_of
from tests.mailing import mailed
from tests.members.conftest import ABOUT, FRESH, account, path_of, signed_in, taken_up
from tests.passkeys import HOME, HOST, Device, asked_by, sign_in_by_passkey

pytestmark = pytest.mark.django_db
CODES = "/accounts/factors/codes/"
NOT_MADE = "This passkey does not count"


@pytest.fixture(autouse=True)
def home(settings):
    settings.BASE_URL = HOME


@pytest.fixture
def everybody(settings):
    settings.FORA_MFA = "all"


def typed(invitation, **more):
    """The form of the first page, sent by its button for passkeys."""
    return {**account(invitation.email, **more), "way": "passkey"}


def begun(invitation):
    """(client, address of the step, the page that asks for the passkey)"""
    client, path = Client(), f"{path_of(invitation)}account/"
    return client, path, client.post(path, typed(invitation, password=""))


def taken_up_by(device, invitation):
    """(client, person, answer) after the first step."""
    client, path, page = begun(invitation)
    answer = client.post(path, {**typed(invitation), "credential": device.make(asked_by(page))})
    invitation.refresh_from_db()
    return client, invitation.user, answer


def come_in_by(device, invitation):
    """(client, person) after the last step."""
    client, person, _ = taken_up_by(device, invitation)
    client.post("/coming-in/about/", ABOUT)
    sent = client.post("/charter/accept/", {"version": CharterVersion.objects.current().number})
    assert sent["Location"] == "/first-steps/"
    person.refresh_from_db()
    return client, person


def is_untouched(invitation):
    """Whether nothing at all was written for this invitation."""
    invitation.refresh_from_db()
    nobody = not User.objects.filter(email=invitation.email).exists()
    return nobody and (invitation.used_at, invitation.user) == (None, None)


# The way


def test_the_page_asks_for_a_passkey_that_opens_the_door_alone_and_asks_who_holds_it(invite):
    _, _, page = begun(invite())

    asked = asked_by(page)["publicKey"]
    body = page.content.decode()
    assert (asked["user"]["name"], asked["user"]["displayName"]) == ("noor@sabarra.example", "Noor Newcomer")
    assert (asked["rp"]["id"], asked["excludeCredentials"]) == (HOST, [])
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert ("<bdi>Noor Newcomer</bdi>" in body, FRESH in body) == (True, False)
    main = body.partition("<main")[2].partition("</main>")[0]
    assert main.count('method="post"') == main.count('name="csrfmiddlewaretoken"') == 2


def test_a_passkey_is_password_and_second_factor_at_once(everybody, invite):
    invitation = invite()
    device = Device()

    client, person, answer = taken_up_by(device, invitation)

    assert answer["Location"] == CODES
    assert (person.has_usable_password(), person.ref) == (False, device.knows())
    assert set(person.authenticator_set.values_list("type", flat=True)) == {"webauthn", "recovery_codes"}
    assert str(person.authenticator_set.get(type="webauthn")) == "My passkey"
    codes = client.get(CODES).content.decode()
    assert len(re.findall(r"<code>\d{4} \d{4} \d{4}</code>", codes)) == 10
    assert 'href="/coming-in/">I have them: go on' in codes
    assert client.get("/coming-in/")["Location"] == "/coming-in/about/"
    assert client.get("/coming-in/about/").status_code == 200
    assert person.account_events.count() == 0


def test_the_whole_way_by_passkey_makes_a_member_and_is_on_record(everybody, invite, make_space):
    space = make_space("open")

    client, person = come_in_by(Device(), invite(spaces=[space]))

    assert (person.is_member, is_inside(client)) == (True, True)
    assert [each.space for each in person.memberships.current()] == [space]
    about = AuditEntry.objects.filter(verb__startswith="members.").order_by("id").values_list("verb", "reason")
    assert list(about)[-7:-1] == [
        ("members.take_up", ""), ("members.factor_added", "webauthn"), ("members.sign_in", ""),
        ("members.introduce", ""), ("members.accept_charter", "1"), ("members.come_in", ""),
    ]  # fmt: skip


def test_a_password_that_stands_in_the_form_is_neither_asked_for_nor_kept(invite):
    invitation = invite()
    client, path, page = begun(invitation)

    sent = {**typed(invitation, password=FRESH), "credential": Device().make(asked_by(page))}
    answer = client.post(path, sent)

    assert answer["Location"] == CODES
    assert User.objects.get(email=invitation.email).has_usable_password() is False


def test_back_to_the_password_with_what_was_typed(invite):
    invitation = invite()
    client, path, _ = begun(invitation)

    page = client.post(path, {**typed(invitation), "way": "password"})

    form = page.context["form"]
    assert (page.status_code, form.errors) == (200, {})
    assert (form["name"].value(), form["email"].value()) == ("Noor Newcomer", invitation.email)
    assert FRESH not in page.content.decode()
    assert is_untouched(invitation) is True


def test_without_script_the_password_alone_is_offered(invite, anonymous):
    page = anonymous.get(f"{path_of(invite())}account/").content.decode()

    offer = re.search(r'<div class="flow" hidden data-behaviour="offer">.*?</div>', page, re.DOTALL)[0]
    assert 'type="button" name="way" value="passkey"' in offer
    assert (page.count("passkey"), 'name="password"' in page.replace(offer, "")) == (offer.count("passkey"), True)


def test_the_ref_of_the_account_stays_however_often_a_passkey_is_made(invite):
    invitation = invite()
    client, path, first = begun(invitation)
    second = client.post(path, typed(invitation))

    names = {asked_by(page)["publicKey"]["user"]["id"] for page in (first, second)}

    assert len(names) == 1


# What it opens later


def test_who_has_a_passkey_alone_goes_on_and_later_comes_in_by_it(everybody, invite):
    device = Device()
    _, person, _ = taken_up_by(device, invite())
    again = Client()
    door = sign_in_by_passkey(again, device)
    then = again.get("/", follow=True).redirect_chain
    again.post("/coming-in/about/", ABOUT)
    again.post("/charter/accept/", {"version": 1})

    later = Client()
    sign_in_by_passkey(later, device)

    assert (door["Location"], then) == ("/", [("/coming-in/about/", 302)])
    assert is_inside(later) is True


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.example"}, {"challenge": "AAAA"}, {"verified": False}])
def test_an_answer_that_is_not_right_opens_no_door(invite, wrong):
    device = Device()
    come_in_by(device, invite())
    client = Client()

    sign_in_by_passkey(client, device, **wrong)

    assert is_inside(client) is False


def test_a_passkey_that_names_another_account_opens_neither(invite, member):
    mine, theirs = Device(), Device()
    come_in_by(mine, invite())
    come_in_by(theirs, invite("other@sabarra.example"))
    mine.handle = theirs.handle
    client = Client()

    sign_in_by_passkey(client, mine)

    assert is_inside(client) is False


def test_a_passkey_that_knows_its_account_by_number_still_opens_it(invite):
    """As those that were made by earlier versions do."""
    device = Device()
    _, person = come_in_by(device, invite())
    device.handle = websafe_encode(user_pk_to_url_str(person).encode())
    client = Client()

    sign_in_by_passkey(client, device)

    assert is_inside(client) is True


def test_no_password_opens_an_account_that_has_none(invite):
    _, person = come_in_by(Device(), invite())

    for password in ("", "!", person.password, FRESH):
        client = Client()
        client.post("/accounts/login/", {"login": person.email, "password": password})
        assert client.get("/people/").status_code == 404


def test_a_password_is_added_later_and_then_the_passkey_is_its_second_factor(everybody, invite):
    device = Device()
    client, person = come_in_by(device, invite())

    led = client.get("/accounts/password/change/")["Location"]
    client.post(led, {"password1": FRESH, "password2": FRESH})
    there = Client().post("/accounts/login/", {"login": person.email, "password": FRESH})["Location"]

    person.refresh_from_db()
    assert (led, there) == ("/accounts/password/set/", "/accounts/factors/show/")
    assert (person.check_password(FRESH), is_inside(client)) == (True, True)
    assert AuditEntry.objects.filter(verb="members.password_change", actor=f"person:{person.ref}").count() == 1


def test_before_a_password_is_added_the_passkey_is_asked_for_once_more(invite):
    device = Device()
    client, _ = come_in_by(device, invite())
    let_pass(client, 301)

    asked = client.get("/accounts/password/set/")["Location"]
    page = client.get(asked)
    credential = device.show(asked_by(page))
    answer = client.post(asked, {"credential": credential, "next": "/accounts/password/set/"})

    assert asked == "/accounts/factors/passkeys/again/?next=/accounts/password/set/"
    assert answer["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200


def test_who_lost_the_device_comes_back_by_mail_and_a_recovery_code(everybody, invite):
    _, person = come_in_by(Device(), invite())
    mailed().clear()
    client = Client()
    client.post("/accounts/password/reset/", {"email": person.email})
    (message,) = [sent for sent in mailed() if sent.to == [person.email]][-1:]
    link = re.search(HOME + r"(/accounts/password/reset/key/\S+)", message.body)[1]
    form = client.get(link)["Location"]
    client.post(form, {"password1": FRESH, "password2": FRESH})

    client.post("/accounts/login/", {"login": person.email, "password": FRESH})
    outside = is_inside(client)
    client.post("/accounts/factors/show/", {"code": recovery_codes_of(person)[0]})

    assert (outside, is_inside(client)) == (False, True)


def test_who_lost_everything_comes_back_by_two_stewards(invite):
    device = Device()
    _, person = come_in_by(device, invite())
    now = timezone.now()
    times = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1)}

    actions.recover(RecoveryRequest.objects.create(user=person, **times), password=FRESH)
    by_passkey = Client()
    sign_in_by_passkey(by_passkey, device)

    assert (is_inside(by_passkey), is_inside(signed_in(person, FRESH))) == (False, True)


# The steps


@pytest.mark.parametrize(
    ("mode", "factor", "asked", "step"),
    [
        ("all", None, True, "mfa_index"),
        ("all", "recovery_codes", True, "mfa_index"),
        ("all", "totp", True, "coming_in_about"),
        ("all", "webauthn", True, "coming_in_about"),
        ("staff", None, False, "coming_in_about"),
        ("none", None, False, "coming_in_about"),
    ],
)
def test_the_second_factor_is_a_step_where_one_is_asked_for(settings, invite, mode, factor, asked, step):
    settings.FORA_MFA = mode
    _, person = taken_up(invite())
    if factor == "totp":
        add_app(person)
    elif factor:
        person.authenticator_set.create(type=factor, data={})

    names = [str(label) for label, _state in steps.progress("about", person)]

    assert ("Second factor" in names, steps.next_step(person)) == (asked, step)


def states_on(page):
    return {str(label): state for label, state in page.context["steps"]}


def test_the_head_of_each_page_shows_the_second_factor_to_do_and_done(everybody, invite):
    invitation = invite()
    first = Client().get(f"{path_of(invitation)}account/")
    client, person = taken_up(invitation)
    page = client.get("/coming-in/", follow=True)
    set_up = client.get("/accounts/factors/app/add/")
    other, newcomer, _ = taken_up_by(Device(), invite("other@sabarra.example"))
    codes, about = other.get(CODES), other.get("/coming-in/about/")

    assert states_on(first) == {
        "Your account": "now",
        "Second factor": "later",
        "About you": "later",
        "Charter": "later",
    }
    assert page.redirect_chain[-1][0] == "/accounts/factors/"
    shown = {"Your account": "done", "Second factor": "now", "About you": "later", "Charter": "later"}
    assert [states_on(each) for each in (page, set_up, codes)] == [shown] * 3
    assert "Second factor" in page.content.decode().partition("<h1>")[0]
    assert states_on(about) == {
        "Your account": "done", "Second factor": "done", "About you": "now", "Charter": "later",
    }  # fmt: skip


def test_where_none_is_asked_for_there_is_no_such_step_and_members_see_no_steps(invite, as_member):
    client, _, _ = taken_up_by(Device(), invite())

    assert list(states_on(client.get("/coming-in/about/"))) == ["Your account", "About you", "Charter"]
    assert client.get(CODES).context["steps"] == []
    assert 'class="steps"' not in as_member.get("/accounts/factors/").content.decode()


# Nothing is half written


def test_a_passkey_that_cannot_be_kept_leaves_no_account_and_an_unused_invitation(invite):
    invitation = invite()
    passkey = actions.FirstPasskey("abcdefghij", "My passkey", {"no": object()})

    with pytest.raises(TypeError):
        actions.take_up(invitation, email=invitation.email, name="Noor", language="en", passkey=passkey)

    assert is_untouched(invitation) is True
    assert AuditEntry.objects.filter(verb__in=["members.take_up", "members.factor_added"]).count() == 0


def test_the_ref_of_somebody_else_is_never_given(invite, member):
    invitation = invite()
    passkey = actions.FirstPasskey(member.ref, "My passkey", {})

    with pytest.raises(actions.AlreadyAMember):
        actions.take_up(invitation, email=invitation.email, name="Noor", language="en", passkey=passkey)

    assert is_untouched(invitation) is True


def test_what_take_up_would_refuse_is_refused_before_a_passkey_is_made(invite, steward, make_member):
    expired, revoked, taken, good = (invite(f"{name}@sabarra.example") for name in ("a", "b", "c", "d"))
    expired.expires_at = timezone.now()
    actions.revoke(revoked, by=steward)
    revoked.refresh_from_db()
    make_member(email=taken.email)

    for invitation, refusal in (
        (expired, actions.LinkTooOld), (revoked, actions.InvitationRevoked), (taken, actions.AlreadyAMember),
    ):  # fmt: skip
        with pytest.raises(refusal):
            actions.require_open_to(invitation.email, invitation)
    with pytest.raises(actions.OtherAddress):
        actions.require_open_to("x@sabarra.example", good)
    assert actions.require_open_to(good.email.upper(), good) is None


# Answers that are not right


def another_kind(device, asked):
    """An answer for signing in, where one for making a passkey is asked for."""
    device.handle = asked["publicKey"]["user"]["id"]
    return device.show(asked)


def changed(**parts):
    """An answer that is right but for these parts of it."""

    def make(device, asked):
        answer = json.loads(device.make(asked))
        return json.dumps({**answer, **parts, "response": {**answer["response"], **parts.get("response", {})}})

    return make


ANSWERS = {
    "of another site": lambda device, asked: device.make(asked, origin="https://evil.example"),
    "of another port": lambda device, asked: device.make(asked, origin=f"{HOME}:8001"),
    "to another question": lambda device, asked: device.make(asked, challenge="AAAA"),
    "of who was not asked": lambda device, asked: device.make(asked, verified=False),
    "without a key": lambda device, asked: device.make(asked, attested=False),
    "for signing in": another_kind,
    "with a broken object": changed(response={"attestationObject": "oWNmbXRkbm9uZQ"}),
    "with a cut object": changed(response={"attestationObject": "ow"}),
    "with an empty object": changed(response={"attestationObject": ""}),
    "with a number for an object": changed(response={"attestationObject": 7}),
    "with a NUL": changed(clientExtensionResults={"x": "\x00"}),
    "with half of a pair": changed(clientExtensionResults={"x": "\ud800"}),
    "without an id": changed(id=None, rawId=None),
    "no object": lambda device, asked: "[]",
    "null": lambda device, asked: "null",
    "no JSON": lambda device, asked: "{",
    "too long": lambda device, asked: "x" * 30_000,
    "nothing": lambda device, asked: "",
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_that_is_not_right_is_answered_on_the_same_page_with_the_name_kept(invite, kind):
    invitation = invite()
    client, path, page = begun(invitation)
    asked = asked_by(page)

    answer = client.post(path, {**typed(invitation), "credential": ANSWERS[kind](Device(), asked)})

    body = answer.content.decode()
    (said,) = answer.context["form"].errors["__all__"]
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["__all__"])
    assert str(said) in body.replace("&#x27;", "'")
    assert ("<bdi>Noor Newcomer</bdi>" in body, 'name="name" value="Noor Newcomer"' in body) == (True, True)
    assert asked_by(answer)["publicKey"]["challenge"] != asked["publicKey"]["challenge"]
    assert is_untouched(invitation) is True


def test_after_an_answer_that_was_not_right_the_next_one_counts(invite):
    invitation = invite()
    client, path, page = begun(invitation)
    wrong = client.post(path, {**typed(invitation), "credential": Device().make(asked_by(page), verified=False)})

    device = Device()
    right = client.post(path, {**typed(invitation), "credential": device.make(asked_by(wrong))})

    assert right["Location"] == CODES
    assert User.objects.get(email=invitation.email).ref == device.knows()


def test_an_answer_counts_once_and_for_the_page_that_asked(invite):
    """Sent again after a newer question, from another browser, and for another invitation in the same one."""
    mine, theirs = invite(), invite("other@sabarra.example")
    client, path, page = begun(mine)
    answer = Device().make(asked_by(page))
    newer = client.post(path, typed(mine))
    late = client.post(path, {**typed(mine), "credential": answer})
    elsewhere = Client().post(path, {**typed(mine), "credential": Device().make(asked_by(late))})
    asked_for_mine = Device().make(asked_by(client.post(path, typed(mine))))
    for_other = client.post(f"{path_of(theirs)}account/", {**typed(theirs), "credential": asked_for_mine})

    assert newer.status_code == 200
    for refused in (late, elsewhere, for_other):
        assert str(refused.context["form"].errors["__all__"][0]).startswith(NOT_MADE)
    assert (is_untouched(mine), is_untouched(theirs)) == (True, True)


def test_the_answer_that_made_an_account_makes_no_second_one(invite):
    invitation = invite()
    client, path, page = begun(invitation)
    sent = {**typed(invitation), "credential": Device().make(asked_by(page))}
    client.post(path, sent)

    again, elsewhere = client.post(path, sent), Client().post(path, sent)

    assert (again["Location"], elsewhere.status_code) == ("/coming-in/about/", 410)
    assert elsewhere.context["reason"] == "begun"
    assert User.objects.filter(email=invitation.email).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Noor \u202eecalp"}, "name"),
        ({"email": "x@sabarra.example"}, "email"),
        ({"email": "no address"}, "email"),
        ({"language": "xx"}, "language"),
    ],
)
@pytest.mark.parametrize("answers", [False, True], ids=["at first", "with an answer"])
def test_what_is_wrong_with_name_or_address_is_said_on_the_first_page(invite, wrong, field, answers):
    invitation = invite()
    client, path, page = begun(invitation)
    sent = {**typed(invitation), **wrong}
    if answers:
        sent["credential"] = Device().make(asked_by(page))

    answer = client.post(path, sent)

    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert answer.templates[0].name == "members/coming_in/account.html"
    assert is_untouched(invitation) is True


def test_an_address_that_has_an_account_by_now_is_told_before_a_passkey_is_made(invite, make_member):
    invitation = invite()
    path = f"{path_of(invitation)}account/"
    make_member(email=invitation.email)

    page = Client().post(path, typed(invitation))

    assert page.templates[0].name == "members/coming_in/account.html"
    assert page.context["form"].errors == {"__all__": ["There is an account with this e-mail address already."]}


def test_passkeys_are_not_tried_without_end(invite):
    invitation = invite()
    client, path, _ = begun(invitation)

    answers = [client.post(path, {**typed(invitation), "credential": "{}"}).status_code for _ in range(20)]

    assert answers == [*[200] * 19, 429]


def test_a_form_that_nobody_asked_for_refuses_in_our_words(rf):
    """allauth would say “Incorrect code.” where there was no question at all."""
    request = rf.post("/")
    request.session = SessionStore()
    with request_context(request):
        asked = {"publicKey": {"user": {"id": "YQ"}, "challenge": "AAAA", "rp": {"id": HOST}}}
        sent = MultiValueDict({"credential": [Device().make(asked)]})
        form = FirstPasskeyForm(sent, user=User(name="Noor"))
        form.is_valid()

    (error,) = form.errors.as_data()["__all__"]
    assert isinstance(error, ValidationError)
    assert str(error.message).startswith(NOT_MADE)
