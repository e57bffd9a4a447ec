"""Sessions: how long they last, who ends them, what their owner sees of them; and the step-up. T19: no fixed
session, none that outlives a change of factors."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from core.models import AuditEntry
from core.sessions import SessionStore
from members import actions, doors, sessions
from members.models import User
from tests.doors import PASSWORD, Clock, is_inside, let_pass, sign_in
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 60 * 60
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def let_idle(client, seconds):
    """Let so much time pass since the session was last seen, and none since it began."""
    session = client.session
    session[sessions.SEEN] -= seconds
    session[sessions.BEGAN] = min(session[sessions.BEGAN], session[sessions.SEEN])
    session.save()


# How long they last


@pytest.mark.parametrize(
    ("role", "minutes", "lasts"),
    [("", 59, True), ("", 61, False), ("moderator", 14, True), ("moderator", 16, False), ("operator", 16, False)],
)
def test_a_session_ends_after_so_many_minutes_without_use(make_member, role, minutes, lasts):
    client = sign_in(make_member(roles=[role] if role else []))
    let_idle(client, minutes * MINUTE)

    assert is_inside(client) is lasts


@pytest.mark.parametrize(
    ("role", "hours", "lasts"), [("", 11.9, True), ("", 12.1, False), ("editor", 3.9, True), ("editor", 4.1, False)]
)
def test_a_session_ends_so_many_hours_after_it_began_however_much_it_is_used(make_member, role, hours, lasts):
    client = sign_in(make_member(roles=[role] if role else []))
    session = client.session
    session[sessions.BEGAN] -= hours * HOUR
    session.save()

    assert is_inside(client) is lasts


def test_a_session_that_does_not_say_when_it_began_is_over(member, client_of):
    client = client_of(member)
    session = client.session
    del session[sessions.BEGAN]
    session.save()

    assert is_inside(client) is False


@pytest.mark.parametrize("ahead", [2 * HOUR, 30 * 24 * HOUR])
def test_a_clock_that_was_wrong_makes_no_session_last_longer(member, client_of, ahead):
    client = client_of(member)
    session = client.session
    session[sessions.BEGAN] = session[sessions.SEEN] = session[sessions.SEEN] + ahead
    session.save()

    assert is_inside(client) is False


def test_the_end_of_a_session_is_on_record_and_its_row_is_gone(member):
    client = sign_in(member)
    key = client.session.session_key
    let_pass(client, 2 * HOUR)
    client.get("/")

    assert AuditEntry.objects.filter(verb="members.session_over", reason="idle").count() == 1
    assert Session.objects.filter(session_key=key).exists() is False


def test_being_there_is_written_once_a_minute_at_most(member):
    client = sign_in(member)
    client.get("/protection/")
    seen = client.session[sessions.SEEN]
    client.get("/protection/")
    unchanged = client.session[sessions.SEEN]
    let_idle(client, 61)
    client.get("/protection/")

    assert (seen == unchanged, client.session[sessions.SEEN] > seen - 1) == (True, True)


def test_whoever_was_away_a_minute_reads_on_while_the_database_takes_nothing(member, unwritable):
    client = sign_in(member)
    client.get("/protection/")
    let_idle(client, 61)
    seen = client.session[sessions.SEEN]
    with unwritable():
        answer = client.get("/protection/")

    assert (answer.status_code, client.session[sessions.SEEN]) == (200, seen)


# Fixation


def test_the_key_changes_when_one_signs_in_and_at_a_step_up(member):
    client = Client()
    client.get("/accounts/factors/passkeys/login/", headers={"accept": "application/json"})
    before = client.session.session_key
    sign_in(member, client=client)
    within = client.session.session_key
    client.post("/accounts/reauthenticate/?next=/people/", {"password": PASSWORD, "next": "/people/"})

    assert before
    assert len({before, within, client.session.session_key}) == 3
    assert Session.objects.filter(session_key__in=[before, within]).count() == 0


def test_a_key_that_was_given_from_outside_is_not_taken(member):
    client = Client()
    client.cookies["sid"] = "a" * 32
    sign_in(member, client=client)

    assert client.session.session_key != "a" * 32


@pytest.mark.parametrize("key", ["a" * 20 + "\x00" + "a" * 11, "\x00" * 32, "' or 1=1 --"])
def test_a_key_that_is_nonsense_is_that_of_nobody(key):
    store = SessionStore(key)

    assert (dict(store.items()), store.session_key) == ({}, None)


# The list, and ending


def test_ones_sessions_are_listed_with_device_network_and_which_is_this_one(member, other):
    sign_in(other)
    here = Client(headers={"user-agent": FIREFOX})
    sign_in(member, client=here)
    sign_in(member)

    body = here.get("/accounts/sessions/").content.decode()

    assert body.count('class="entry-title"') == 2
    assert re.search(r"<bdi>Firefox, Linux</bdi> <span [^>]*>this one", body)
    assert "127.0.0.1" in body


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, ("Firefox", "Linux")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("curl/8", ("", "")),
        ("<script>alert(1)</script>", ("", "")),
    ],
)
def test_a_device_is_said_in_words(agent, words):
    assert sessions.in_words(agent) == words


@pytest.mark.parametrize(("role", "minutes", "lasts"), [("", 59, 1), ("", 61, 0), ("moderator", 16, 0)])
def test_a_session_that_has_run_out_is_not_listed(make_member, role, minutes, lasts):
    person = make_member(roles=[role] if role else [])
    let_idle(sign_in(person), minutes * MINUTE)

    assert len(sessions.sessions_of(person)) == lasts


def test_one_session_is_ended_singly(member):
    here, there, third = (sign_in(member) for _ in range(3))
    number = re.search(r'name="session" value="(\d+)"', here.get("/accounts/sessions/").content.decode())[1]
    here.post("/accounts/sessions/", {"session": number})

    assert is_inside(here) is True
    assert sorted(is_inside(client) for client in (there, third)) == [False, True]


def test_all_others_are_ended_at_once(member):
    here, there, third = (sign_in(member) for _ in range(3))
    here.post("/accounts/sessions/", {"session": "others"})

    assert [is_inside(client) for client in (here, there, third)] == [True, False, False]
    assert here.get("/accounts/sessions/").content.decode().count('class="entry-title"') == 1


@pytest.mark.parametrize("wanted", ["", "x", "-1", "999999999999999999999", "١", "theirs"])
def test_what_is_no_session_of_ones_own_is_not_there(member, other, wanted):
    theirs = sign_in(other)
    if wanted == "theirs":
        wanted = re.search(r'value="(\d+)"', sign_in(other).get("/accounts/sessions/").content.decode())[1]

    response = sign_in(member).post("/accounts/sessions/", {"session": wanted})

    assert (response.status_code, is_inside(theirs)) == (404, True)


def test_the_list_costs_the_same_for_two_sessions_and_four(member, django_assert_num_queries):
    here, _ = sign_in(member), sign_in(member)  # a second one, so that there is a notice in the bell each time
    here.get("/accounts/sessions/")
    with django_assert_num_queries(8):
        here.get("/accounts/sessions/")
    for _ in range(2):
        sign_in(member)
    with django_assert_num_queries(8):
        here.get("/accounts/sessions/")


def test_a_steward_ends_all_sessions_of_a_person_and_nobody_else_does(member, other, steward):
    client = sign_in(member)
    with pytest.raises(Exception, match="You can’t do this"):
        actions.end_sessions(member, by=other)
    before = is_inside(client)
    actions.end_sessions(member, by=steward)

    assert (before, is_inside(client)) == (True, False)


def test_disabling_ends_every_session_on_the_next_request(member, steward):
    clients = [sign_in(member) for _ in range(2)]
    before = [is_inside(client) for client in clients]
    actions.disable(member, by=steward)

    assert (before, [is_inside(client) for client in clients]) == ([True] * 2, [False] * 2)


def test_signed_out_the_list_leads_to_the_door(anonymous):
    assert anonymous.get("/accounts/sessions/")["Location"] == "/accounts/login/?next=/accounts/sessions/"


# The step-up


def test_what_arrives_too_late_is_kept_and_taken_after_the_step_up(member):
    client = sign_in(member)
    let_pass(client, 301)
    asked = client.post("/accounts/email/", {"action_add": "", "email": "fresh@test.example"})
    page = client.get(asked["Location"]).content.decode()
    client.post(asked["Location"], {"password": PASSWORD, "next": "/accounts/email/"})

    assert "What you sent is kept" in page
    assert [sent.to for sent in mailed()] == [["fresh@test.example"]]


def test_what_arrives_too_late_with_a_query_is_not_lost_either(member):
    client = sign_in(member)
    let_pass(client, 301)
    asked = client.post("/accounts/email/?x=1", {"action_add": "", "email": "fresh@test.example"})
    client.post(asked["Location"], {"password": PASSWORD})

    assert [sent.to for sent in mailed()] == [["fresh@test.example"]]


@pytest.mark.parametrize(("seconds", "is_taken"), [(590, True), (610, False)])
def test_a_form_is_kept_for_ten_minutes(member, monkeypatch, seconds, is_taken):
    client = sign_in(member)
    let_pass(client, 301)
    asked = client.post("/accounts/email/", {"action_add": "", "email": "fresh@test.example"})
    then = time.time() + seconds
    monkeypatch.setattr(doors, "time", Clock(then))
    client.post(asked["Location"], {"password": PASSWORD})

    assert bool(mailed()) is is_taken


def test_what_is_kept_is_sealed_and_holds_no_password(member):
    client = sign_in(member)
    let_pass(client, 301)
    client.post("/accounts/email/", {"action_add": "", "email": "fresh@test.example", "password": "a secret of mine"})

    kept = str(dict(client.session.items()))
    assert ("fresh@test.example" in kept, "a secret of mine" in kept) == (False, False)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "http:people"])
def test_the_step_up_leads_nowhere_else(member, target):
    client = sign_in(member)

    response = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": target})

    assert response["Location"] == "/"


def test_what_was_kept_for_one_page_is_not_taken_by_another(member):
    client = sign_in(member)
    let_pass(client, 301)
    client.post("/accounts/email/", {"action_add": "", "email": "fresh@test.example"})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/people/"})

    assert mailed() == []


def test_signing_in_counts_as_fresh_for_three_hundred_seconds(member):
    client = sign_in(member)
    let_pass(client, 299)
    first = client.get("/accounts/factors/app/add/")
    let_pass(client, 2)
    second = client.get("/accounts/factors/app/add/")

    assert (first.status_code, second["Location"]) == (200, "/accounts/reauthenticate/?next=/accounts/factors/app/add/")


def test_the_hash_of_a_session_changes_with_the_round(member):
    before = member.get_session_auth_hash()
    User.objects.filter(pk=member.pk).update(session_round=1)

    assert User.objects.get(pk=member.pk).get_session_auth_hash() != before
