"""The door: signing in and out, passwords, addresses, and the mails about them. T19: a change of address."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext

from core.models import AuditEntry
from members import actions
from members.adapter import Doorkeeper
from members.forms import TOO_SOON
from members.links import welcome_link
from members.models import AccountEvent, User
from notifications.models import Delivery, Notice
from tests.doors import let_pass
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
PASSWORD = "three quiet herons at the weir"
FRESH = "a fresh and long sentence"
CONTROLS = (
    "The text holds characters that can’t be shown. They often come with text pasted from another program: "
    "please remove them and send it again."
)
TOO_SHORT = "This is too short: a password needs 15 characters or more."
TOO_LONG = "Please keep this to 256 characters; it has 1000000."


def sign_in(client, person, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": person.email, "password": password, **more})


@pytest.fixture
def signed_in(anonymous, member):
    """A client that came in by the door, so that it can confirm who it is."""
    sign_in(anonymous, member)
    return anonymous


@pytest.fixture
def elsewhere(member):
    """The same member on a second device."""
    client = Client()
    sign_in(client, member)
    mailed().clear()  # that it is a new one: tests/members/test_devices.py
    return client


def errors_of(response):
    return {name: [str(each) for each in said] for name, said in response.context["form"].errors.items()}


def is_inside(client):
    return client.get("/people/").status_code == 200


def account_events_of(person):
    """What the notices of this person's account say, the oldest first."""
    keys = Notice.objects.filter(recipient=person, kind="members.account_event").values_list("key", flat=True)
    refs = [key.partition(":")[2] for key in keys]
    return [str(event) for event in AccountEvent.objects.filter(ref__in=refs).order_by("at")]


def verbs():
    return list(AuditEntry.objects.filter(verb__startswith="members.").order_by("id").values_list("verb", flat=True))


def link_in(message):
    return re.search(r"http://testserver(/accounts/(?:password/reset/key|confirm-email)/\S+)", message.body)[1]


# Signing in and out


def test_what_is_wrong_stands_at_the_password_and_in_the_summary(anonymous, member):
    response = sign_in(anonymous, member, "wrong and wrong again")

    assert response.status_code == 200
    assert errors_of(response) == {"password": ["E-mail address and password do not match."]}
    assert '<a href="#id_password">E-mail address and password do not match.</a>' in response.content.decode()
    assert response.context["form"]["login"].value() == member.email


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, {"login": ["Please type your e-mail address."], "password": ["Please type your password."]}),
        ({"login": "no address", "password": PASSWORD}, {"login": ["Enter a valid email address."]}),
        ({"login": "a\x00b@test.example", "password": PASSWORD}, {"login": [CONTROLS]}),
        ({"login": "a\u202eb@test.example", "password": PASSWORD}, {"login": [CONTROLS]}),
        ({"login": "a@test.example", "password": "\x00" * 20}, {"password": [CONTROLS]}),
        ({"login": "a@test.example", "password": "x" * 1_000_000}, {"password": [TOO_LONG]}),
        (
            {"login": f"{'a' * 300}@test.example", "password": PASSWORD},
            {"login": ["Please keep this to 254 characters; it has 313."]},
        ),
    ],
)
def test_bad_input_at_the_door_is_answered_on_the_same_page(anonymous, typed, said):
    response = anonymous.post("/accounts/login/", typed)

    assert (response.status_code, errors_of(response)) == (200, said)
    assert response.context["form"]["login"].value() == typed.get("login")


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/"])
def test_bytes_that_are_no_text_are_answered_on_the_same_page(anonymous, path):
    response = anonymous.generic("POST", path, b"login=%ff%fe&email=%ff%fe", "application/x-www-form-urlencoded")

    assert response.status_code == 200
    assert {"login", "email"} & set(errors_of(response))


def test_the_way_on_survives_a_wrong_password(anonymous, member):
    path = "/accounts/login/?next=/people/"
    page = anonymous.get(path).content.decode()
    typed = {"login": member.email, "password": "wrong and wrong again", "next": "/people/"}
    again = anonymous.post(path, typed).content.decode()

    for body in (page, again):
        assert '<input type="hidden" name="next" value="/people/">' in body
        assert '<form class="flow" method="post" novalidate data-behaviour="once">' in body  # to its own address
    assert anonymous.post(path, {**typed, "password": PASSWORD})["Location"] == "/people/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http://testserver/people/",
        "http:people",
        " //evil.example",
        "/\t/evil.example/",
        "\x00",
        "people/",
        "x" * 5000,
    ],
)
def test_signing_in_and_out_leads_nowhere_else(anonymous, member, target):
    there = anonymous.post("/accounts/login/", {"login": member.email, "password": PASSWORD, "next": target})
    back = anonymous.post("/accounts/logout/", {"next": target})

    assert (there["Location"], back["Location"]) == ("/", "/")


def test_signing_out_ends_the_session_and_empties_the_browsers_stores(signed_in):
    asked = signed_in.get("/accounts/logout/")
    before = is_inside(signed_in)
    response = signed_in.post("/accounts/logout/")

    assert (asked.status_code, "Clear-Site-Data" in asked.headers, before) == (200, False, True)
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert Session.objects.count() <= 1  # the one that carries "You are signed out."
    assert is_inside(signed_in) is False


@pytest.mark.parametrize("moment", ["dormant_at", "accepted_at"])
def test_who_is_no_member_any_more_is_outside_on_the_next_request(signed_in, member, moment):
    before = is_inside(signed_in)
    User.objects.filter(pk=member.pk).update(**{moment: timezone.now() if moment == "dormant_at" else None})

    assert (before, is_inside(signed_in)) == (True, False)
    assert signed_in.get("/accounts/email/").status_code == 200  # signed in still: being a member is another thing


def test_who_is_disabled_is_signed_out_and_cannot_sign_in(signed_in, member, steward):
    actions.disable(member, by=steward)

    assert signed_in.get("/accounts/email/")["Location"] == "/accounts/login/?next=/accounts/email/"
    assert sign_in(signed_in, member)["Location"] == "/accounts/inactive/"
    assert is_inside(signed_in) is False


def test_a_form_whose_session_is_lost_keeps_the_address_and_the_way_on(member):
    client = Client(enforce_csrf_checks=True)
    path = "/accounts/login/?next=/people/"

    response = client.post(path, {"login": member.email, "password": PASSWORD})

    body = response.content.decode()
    assert response.status_code == 403
    assert member.email in body
    assert 'href="/accounts/login/?next=/people/"' in body
    assert PASSWORD not in body


@pytest.mark.parametrize("name", ["\u200b", "...", "\u3164"])
def test_a_welcome_takes_no_name_that_nobody_sees(anonymous, make_member, name):
    path = welcome_link(make_member(password=None)).removeprefix("http://testserver")

    assert errors_of(anonymous.post(path, {"name": name, "password": FRESH})) == {
        "name": ["A name has at least one letter."]
    }


def test_a_welcome_whose_session_is_lost_keeps_the_name_and_never_the_password(make_member):
    path = welcome_link(make_member(password=None)).removeprefix("http://testserver")

    response = Client(enforce_csrf_checks=True).post(path, {"name": "Noor the Newcomer", "password": FRESH})

    body = response.content.decode()
    assert response.status_code == 403
    assert ("Noor the Newcomer" in body, FRESH in body, f'href="{path}"' in body) == (True, False, True)


# Passwords


@pytest.fixture
def set_password(anonymous, member, make_member):
    """{form: a function that sends what is typed to it}: each form in which somebody chooses a password."""

    def by_reset(**typed):
        anonymous.post("/accounts/password/reset/", {"email": member.email})
        page = anonymous.get(link_in(mailed()[-1]), follow=True)
        return member, anonymous.post(page.request["PATH_INFO"], typed)

    def by_change(**typed):
        sign_in(anonymous, member)
        return member, anonymous.post("/accounts/password/change/", {"oldpassword": PASSWORD, **typed})

    def by_welcome(**typed):
        person = make_member("Newly Welcome", password=None)
        path = welcome_link(person).removeprefix("http://testserver")
        return person, anonymous.post(path, {"name": person.name, "password": typed["password1"]})

    return {"reset": by_reset, "change": by_change, "welcome": by_welcome}


@pytest.mark.parametrize("form", ["reset", "change", "welcome"])
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "Please choose a password."),
        ("fourteen chars", TOO_SHORT),
        ("1q2w3e4r5t6y7u8i9o0p", "This password is too common."),
        ("passwordPassword", "This is long, but easy to guess: it repeats itself or follows the keyboard."),
        ("sixteen\x00charsss", CONTROLS),
        ("x" * 1_000_000, TOO_LONG),
    ],
)
def test_a_poor_password_is_refused_with_the_reason_on_the_page(set_password, form, password, said):
    person, response = set_password[form](password1=password, password2=password)

    field = "password" if form == "welcome" else "password1"
    assert response.status_code == 200
    assert errors_of(response)[field][0] == said
    assert User.objects.get(pk=person.pk).password == person.password


def test_a_password_like_the_own_name_is_refused(anonymous, make_member):
    person = make_member("Bartholomew Featherstone")
    sign_in(anonymous, person)
    typed = {"oldpassword": PASSWORD, "password1": "bartholomew featherstone", "password2": "bartholomew featherstone"}

    response = anonymous.post("/accounts/password/change/", typed)

    assert errors_of(response) == {"password1": ["The password is too similar to the name."]}


@pytest.mark.parametrize("form", ["reset", "change"])
def test_two_passwords_that_differ_are_refused(set_password, form):
    _, response = set_password[form](password1=FRESH, password2=f"{FRESH}!")

    assert errors_of(response) == {"password2": ["The two passwords differ. Please type the same one twice."]}


@pytest.mark.parametrize("form", ["reset", "change", "welcome"])
def test_spaces_at_the_ends_are_part_of_a_password(set_password, form):
    person, _ = set_password[form](password1=f" {FRESH} ", password2=f" {FRESH} ")

    client = Client()
    assert sign_in(client, person, f" {FRESH} ")["Location"] == "/"
    assert sign_in(Client(), person, FRESH).status_code == 200


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(signed_in, elsewhere, member):
    before = is_inside(elsewhere)
    signed_in.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": FRESH, "password2": FRESH})

    assert (before, is_inside(elsewhere), is_inside(signed_in)) == (True, False, True)
    assert [(sent.to, sent.subject) for sent in mailed()] == [([member.email], "Your password was changed")]
    assert verbs()[-1] == "members.password_change"
    assert account_events_of(member)[1:] == ["The password of your account was changed."]


def test_the_present_password_is_asked_for(signed_in, member):
    typed = {"oldpassword": "wrong and wrong again", "password1": FRESH, "password2": FRESH}

    response = signed_in.post("/accounts/password/change/", typed)

    assert errors_of(response) == {"oldpassword": ["This is not your password."]}
    assert mailed() == []


def test_a_reset_link_works_once_and_ends_all_sessions(set_password, elsewhere, member):
    _, response = set_password["reset"](password1=FRESH, password2=FRESH)

    again = Client().get(link_in(mailed()[0]), follow=True).content.decode()
    assert response["Location"] == "/accounts/password/reset/key/done/"
    assert is_inside(elsewhere) is False
    assert "This link does not work any more" in again
    assert [sent.subject for sent in mailed()] == ["Choose a new password for Fora", "Your password was changed"]
    assert verbs()[-1] == "members.password_reset"
    assert account_events_of(member)[-1] == "The password of your account was changed."


def test_a_reset_link_is_dead_after_a_day(anonymous, member, monkeypatch):
    anonymous.post("/accounts/password/reset/", {"email": member.email})
    later = timezone.now().replace(tzinfo=None) + timedelta(hours=25)
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)

    assert "This link does not work any more" in anonymous.get(link_in(mailed()[0]), follow=True).content.decode()


@pytest.mark.parametrize("key", ["1-x", "zzzzzzzzzzzzzzzzzzzzzzzz-cf12-abc", "1-set-password", "-", "%00-%00", "é-é"])
def test_a_reset_link_that_is_nonsense_is_a_page(anonymous, key):
    response = anonymous.get(f"/accounts/password/reset/key/{key}/")

    assert response.status_code in {200, 404}
    assert "password1" not in response.content.decode()


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Please type your e-mail address."),
        ("no address", "Enter a valid email address."),
        ("a\x00@test.example", CONTROLS),
        (f"{'a' * 300}@test.example", "Please keep this to 254 characters; it has 313."),
    ],
)
def test_bad_input_for_a_reset_is_answered_on_the_same_page(anonymous, email, said):
    response = anonymous.post("/accounts/password/reset/", {"email": email})

    assert (response.status_code, errors_of(response)) == (200, {"email": [said]})
    assert mailed() == []


# The address


def ask_for_address(client, address):
    """Ask to change the address a while after signing in, and confirm who one is; the last answer."""
    let_pass(client, 301)
    asked = client.post("/accounts/email/", {"action_add": "", "email": address})
    return client.post(asked["Location"], {"password": PASSWORD}, follow=True)


def test_a_change_of_address_asks_for_the_password_and_forgets_nothing_meanwhile(signed_in):
    let_pass(signed_in, 301)
    asked = signed_in.post("/accounts/email/", {"action_add": "", "email": "fresh@test.example"})
    wrong = signed_in.post(asked["Location"], {"password": "wrong and wrong again"})
    signed_in.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    assert errors_of(wrong) == {"password": ["This is not your password."]}
    assert [sent.to for sent in mailed()] == [["fresh@test.example"]]


def test_a_change_of_address_is_told_to_the_old_one_and_ends_other_sessions(signed_in, elsewhere, member):
    old = member.email
    ask_for_address(signed_in, "fresh@test.example")
    signed_in.post(link_in(mailed()[0]))

    told = [(sent.to, sent.subject) for sent in mailed()[1:]]
    assert told == [([old], "Your e-mail address was changed")]
    assert f"from {old} to fresh@test.example" in mailed()[1].body
    assert ("/password/reset/" in mailed()[1].body, "Tell a membership steward at once" in mailed()[1].body) == (
        False,
        True,
    )
    assert (is_inside(signed_in), is_inside(elsewhere)) == (True, False)
    assert "this one" in signed_in.get("/accounts/sessions/").content.decode()
    assert verbs()[-1] == "members.email_change"
    assert account_events_of(member)[-1] == "The e-mail address of your account was changed."
    assert sign_in(Client(), User.objects.get(pk=member.pk))["Location"] == "/"


def test_an_address_that_is_not_proved_is_not_told_whose_it_is_said_to_be(signed_in, member):
    ask_for_address(signed_in, "fresh@test.example")
    actions.ask_for_recovery(member.email)

    unproved, own = mailed()
    assert (unproved.to, own.to) == (["fresh@test.example"], [member.email])
    for text in (unproved.body, unproved.alternatives[0].content):
        assert member.name not in text
    assert f"Dear {member.name}," in own.body


def test_a_link_that_cannot_go_again_yet_says_so_and_the_one_before_works(signed_in, member):
    ask_for_address(signed_in, "first@test.example")
    ask_for_address(signed_in, "second@test.example")
    again = signed_in.post("/accounts/email/", {"action_add": "", "email": "first@test.example"})
    sent = signed_in.post("/accounts/email/", {"action_send": "", "email": "second@test.example"}, follow=True)
    links = [link_in(each) for each in mailed()]
    signed_in.post(links[1])

    assert len(links) == 2
    assert errors_of(again) == {"email": [str(TOO_SOON)]}
    assert str(TOO_SOON) in sent.content.decode()
    assert User.objects.get(pk=member.pk).email == "second@test.example"


def test_the_change_can_be_taken_back(signed_in, member):
    ask_for_address(signed_in, "fresh@test.example")

    signed_in.post("/accounts/email/", {"action_remove": "", "email": "fresh@test.example"})

    assert list(member.emailaddress_set.values_list("email", "verified")) == [(member.email, True)]
    assert [(sent.to, sent.subject) for sent in mailed()[1:]] == [
        ([member.email], "Your e-mail address stays as it was")
    ]


def test_the_own_address_cannot_be_taken_away(signed_in, member):
    ask_for_address(signed_in, "fresh@test.example")

    signed_in.post("/accounts/email/", {"action_remove": "", "email": member.email})

    assert member.emailaddress_set.filter(email=member.email, verified=True).count() == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Please type your e-mail address."),
        ("no address", "Enter a valid email address."),
        ("a\x00@test.example", CONTROLS),
        (f"{'a' * 300}@test.example", "Please keep this to 254 characters; it has 313."),
    ],
)
def test_a_bad_new_address_is_answered_on_the_same_page(signed_in, address, said):
    response = signed_in.post("/accounts/email/", {"action_add": "", "email": address})

    assert (response.status_code, errors_of(response)) == (200, {"email": [said]})


def test_the_own_address_again_is_refused(signed_in, member):
    response = signed_in.post("/accounts/email/", {"action_add": "", "email": member.email.upper()})

    assert errors_of(response) == {"email": ["This is your address already."]}


@pytest.mark.parametrize("key", ["x", "a:b:c", "é", "x" * 900])
def test_a_confirmation_link_that_is_nonsense_is_a_page(anonymous, key):
    response = anonymous.get(f"/accounts/confirm-email/{key}/")

    assert response.status_code == 200
    assert "This link does not work any more" in response.content.decode()


# Mails


def test_mail_is_in_the_language_of_who_reads_it(make_member):
    reader, browser = make_member("Layla <Reader> & Co", language="ar"), Client(headers={"accept-language": "en"})

    browser.post("/accounts/password/reset/", {"email": reader.email})

    with translation.override("ar"):
        subject, greeting = gettext("Choose a new password for Fora"), gettext("Dear %(name)s,")
    assert mailed()[0].subject == subject
    assert mailed()[0].body.splitlines()[0] == greeting % {"name": "Layla <Reader> & Co"}
    assert mailed()[0].extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_server_that_is_away_is_no_error_page_and_tells_nothing(anonymous, member, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answers = [
        anonymous.post("/accounts/password/reset/", {"email": email}) for email in (member.email, "x@test.example")
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/accounts/password/reset/done/")
    ] * 2
    assert mailed() == []
    assert {record.levelname for record in caplog.records} == {"ERROR"}
    assert member.email not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Delivery.objects.update(not_before=None)
    assert [sent.to for sent in mailed()] == [[member.email]]


# Limits


def test_too_many_resets_are_told_so_with_the_address_still_there(anonymous, member):
    for _ in range(5):
        anonymous.post("/accounts/password/reset/", {"email": member.email})

    response = anonymous.post("/accounts/password/reset/?next=/people/", {"email": member.email})

    body = response.content.decode()
    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert member.email in body
    assert 'href="/accounts/password/reset/?next=/people/"' in body
    assert len(mailed()) == 5


def test_too_many_attempts_on_one_address_are_told_so_and_the_address_is_still_there(anonymous, member):
    for _ in range(5):
        sign_in(anonymous, member, "wrong and wrong again")

    response = sign_in(anonymous, member)

    assert errors_of(response) == {
        "password": [
            "There were too many attempts with this address. Please wait five minutes, or ask for a new password."
        ]
    }
    assert response.context["form"]["login"].value() == member.email


def test_a_wrong_password_is_on_record_and_nothing_of_what_was_typed(member):
    for email in (member.email, "nobody@test.example"):
        Client().post("/accounts/login/", {"login": email, "password": "wrong and wrong again"})

    entries = AuditEntry.objects.filter(verb="members.sign_in_refused").order_by("id")
    seen = [(entry.actor, entry.key, entry.reason, entry.session, entry.outcome, entry.place) for entry in entries]
    assert seen == [("", f"person:{member.ref}", "", "", "denied", ""), ("", "", "", "", "denied", "")]


def test_recording_a_wrong_password_is_the_same_work_for_a_member_and_for_nobody(rf, member):
    def cost_of(email):
        with CaptureQueriesContext(connection) as queries:
            Doorkeeper().authentication_failed(rf.post("/accounts/login/"), email=email, password="wrong")
        return len(queries)

    cost_of("first@test.example")  # the first one begins the minute

    assert cost_of(member.email) == cost_of("nobody@test.example")


def test_a_wrong_password_of_who_is_asked_again_is_on_record_and_a_good_one_is_not(signed_in, member):
    let_pass(signed_in, 301)
    signed_in.post("/accounts/reauthenticate/", {"password": "wrong and wrong again"})
    signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert verbs().count("members.sign_in_refused") == 1


def test_the_right_password_of_a_closed_account_is_not_called_wrong(anonymous, member, steward):
    actions.disable(member, by=steward)

    sign_in(anonymous, member)

    assert "members.sign_in_refused" not in verbs()


def test_a_flood_of_wrong_passwords_does_not_fill_the_record(rf, member):
    for number in range(70):
        email = member.email if number % 2 else f"nobody{number}@test.example"
        Doorkeeper().authentication_failed(rf.post("/accounts/login/"), email=email, password="wrong")

    assert verbs().count("members.sign_in_refused") == 60


def test_an_address_in_other_letters_shares_the_limit(anonymous, member):
    for spelling in ("lower", "upper", "title", "swapcase", "lower"):
        typed = {"login": getattr(member.email, spelling)(), "password": "wrong and wrong again"}
        anonymous.post("/accounts/login/", typed)

    assert sign_in(anonymous, member).status_code == 200


def test_a_good_sign_in_does_not_lift_the_limit_of_the_bad_ones(anonymous, member):
    for _ in range(4):
        sign_in(Client(), member, "wrong and wrong again")
    sign_in(Client(), member)
    sign_in(Client(), member, "wrong and wrong again")

    assert sign_in(anonymous, member).status_code == 200
    assert is_inside(anonymous) is False


def test_flooding_the_cache_of_pages_opens_no_door(anonymous, member, monkeypatch):
    for _ in range(5):
        sign_in(anonymous, member, "wrong and wrong again")
    monkeypatch.setattr(caches["pages"], "_max_entries", 20)
    for number in range(60):
        caches["pages"].set(f"page:{number}", "x", 300)

    sign_in(anonymous, member)

    assert is_inside(anonymous) is False


# Pages


PAGES = {
    "/accounts/login/": "Sign in",
    "/accounts/signup/": "Accounts come by invitation",
    "/accounts/inactive/": "This account can’t be used now",
    "/accounts/confirm-email/": "Look into your mail",
    "/accounts/confirm-email/x/": "Confirm the e-mail address",
    "/accounts/password/reset/": "A new password",
    "/accounts/password/reset/done/": "Look into your mail",
    "/accounts/password/reset/key/1-x/": "This link does not work any more",
    "/accounts/password/reset/key/done/": "Your password is changed",
}
OWN_PAGES = {
    "/accounts/email/": "Your e‑mail address",
    "/accounts/password/change/": "Change your password",
    "/accounts/reauthenticate/": "Confirm that it is you",
    "/accounts/logout/": "Sign out?",
}


def heading(response):
    return re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("path", [*PAGES, *OWN_PAGES])
def test_every_page_of_the_door_is_drawn_in_our_frame(anonymous, make_member, path, language):
    if path in OWN_PAGES:
        sign_in(anonymous, make_member(language=language))
    response = anonymous.get(path, headers={"accept-language": language})

    with translation.override(language):
        assert heading(response) == [gettext({**PAGES, **OWN_PAGES}[path])]
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in response.content.decode()


def test_a_member_without_a_password_sets_one(client_of, make_member):
    person = make_member(password=None)
    client = client_of(person)

    page = client.get("/accounts/password/change/", follow=True)
    client.post("/accounts/password/set/", {"password1": FRESH, "password2": FRESH})

    assert heading(page) == ["Choose a new password"]
    assert User.objects.get(pk=person.pk).check_password(FRESH) is True


def test_whose_membership_rests_is_told_so_and_not_asked_to_sign_in(signed_in, member):
    User.objects.filter(pk=member.pk).update(dormant_at=timezone.now())

    main = signed_in.get("/").content.decode().partition("<main")[2]

    assert "You are signed in, but your membership rests" in main
    assert "/accounts/login/" not in main


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"email": "x@test.example"},
        {"action_send": "", "email": "a\x00@test.example"},
        {"action_send": "", "email": "stranger@test.example"},
        {"action_remove": "", "email": "x" * 5000},
        {"action_primary": "", "email": "stranger@test.example"},
        {"action_add": "", "action_remove": "", "email": ""},
    ],
)
def test_odd_answers_to_the_address_page_change_nothing(signed_in, member, typed):
    response = signed_in.post("/accounts/email/", typed)

    assert response.status_code in {200, 302}
    assert list(member.emailaddress_set.values_list("email", "verified")) == [(member.email, True)]
    assert mailed() == []


ODD = {
    "json": (b'{"login": ["x"], "password": {}}', "application/json"),
    "no form": (b"\x00\xff\xfe", "text/plain"),
    "broken parts": (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    "no boundary": (b"login=x", "multipart/form-data"),
    "unknown letters": (b"login=x", "application/x-www-form-urlencoded; charset=klingon"),
    "many fields": (b"&".join(b"f%d=1" % number for number in range(3000)), "application/x-www-form-urlencoded"),
    "one name often": (b"login=a&login=b&password=c&password=d&next=e&next=f", "application/x-www-form-urlencoded"),
    "three megabytes": (b"password=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("body", ODD)
@pytest.mark.parametrize("who", ["nobody", "member"])
def test_no_form_of_the_door_breaks_of_what_is_no_form(anonymous, signed_in, make_member, who, body):
    client = signed_in if who == "member" else Client()
    welcome = welcome_link(make_member(password=None)).removeprefix("http://testserver")

    answers = {
        path: client.generic("POST", path, *ODD[body]).status_code
        for path in [*PAGES, *OWN_PAGES, "/accounts/password/set/", welcome]
        if path != "/accounts/logout/"
    }

    assert set(answers.values()) <= {200, 302, 400, 403, 404, 405, 429}, answers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "NONSENSE"])
def test_no_page_of_the_door_breaks_of_a_method(anonymous, method):
    answers = {path: anonymous.generic(method, path).status_code for path in [*PAGES, *OWN_PAGES]}

    assert set(answers.values()) <= {200, 302, 405, 429}, answers
