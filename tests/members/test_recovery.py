"""T18: the way back for who has lost everything."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import NotAllowed
from members import actions, links, rules
from members.actions import RecoveryOver
from members.lanes import keep_up_spaces
from members.models import RecoveryRequest, User
from notifications.actions import try_again
from notifications.models import Delivery
from tests.doors import PASSWORD, add_app, is_inside, let_pass, sign_in
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
FRESH = "a fresh and long sentence"
HOW = "Called the number of her office that I had from 2023."


@pytest.fixture
def stewards(make_member):
    return [make_member(f"Steward {number}", roles=["steward"]) for number in (1, 2)]


@pytest.fixture
def asked(member, stewards):
    """What `member` asked for, before anybody's word."""
    add_app(member)
    actions.ask_for_recovery(member.email)
    return RecoveryRequest.objects.get(user=member)


@pytest.fixture
def confirmed(asked, stewards):
    """With both words, and with the warning mailed."""
    for steward in stewards:
        actions.confirm_recovery(asked, how=HOW, by=steward)
    mailed()
    asked.refresh_from_db()
    return asked


def later(request, **time):
    """Let so much time pass for a way back, and for the mail that waits for it."""
    for name in ("opens_at", "closes_at"):
        setattr(request, name, getattr(request, name) - timedelta(**time))
    request.save()
    for delivery in Delivery.objects.exclude(not_before=None):
        Delivery.objects.filter(pk=delivery.pk).update(not_before=delivery.not_before - timedelta(**time))


def verbs():
    return list(
        AuditEntry.objects.filter(verb__startswith="members.reco").order_by("id").values_list("verb", flat=True)
    )


def path_of(link):
    return link.removeprefix("http://testserver")


# Asking


def test_asking_is_told_to_the_person_and_to_the_stewards(asked, member, stewards):
    told = {(letter.to[0], letter.subject) for letter in mailed()}

    assert told == {
        (member.email, "Somebody asked to get back into your account"),
        *((steward.email, "Somebody has lost their way in") for steward in stewards),
    }
    assert not any(member.name in letter.body for letter in mailed() if letter.to != [member.email])
    assert member.account_events.get().kind == "recovery_asked"
    assert verbs() == ["members.recovery_ask"]


def test_asking_twice_makes_one(asked, member):
    actions.ask_for_recovery(member.email.upper())

    assert RecoveryRequest.objects.filter(user=member).count() == 1


@pytest.mark.parametrize("who", ["nobody@test.example", "disabled"])
def test_for_who_is_no_member_nothing_is_begun_or_mailed(member, steward, who):
    if who == "disabled":
        actions.disable(member, by=steward)
        mailed().clear()
    actions.ask_for_recovery(member.email if who == "disabled" else who)

    assert (RecoveryRequest.objects.count(), mailed()) == (0, [])


@pytest.mark.parametrize("who", ["a member", "nobody"])
def test_what_is_asked_on_the_page_is_one_row_whoever_is_meant(anonymous, member, stewards, who):
    anonymous.post("/recovery/", {"email": member.email if who == "a member" else "nobody@test.example"})
    rows = list(Delivery.objects.values_list("kind", "recipient", "address"))
    before = RecoveryRequest.objects.count()
    letters = mailed()

    assert (rows, before) == ([("members.recovery_wish", None, "")], 0)
    assert RecoveryRequest.objects.count() == (1 if who == "a member" else 0)
    assert len(letters) == (3 if who == "a member" else 0)


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Please type your e-mail address."),
        ("no address", "Enter a valid email address."),
        ("a\x00@x.org", "The text holds"),
    ],
)
def test_bad_input_is_answered_on_the_same_page(anonymous, email, said):
    response = anonymous.post("/recovery/", {"email": email})

    assert response.status_code == 200
    assert said in str(response.context["form"].errors["email"])


# Two words


def test_one_steward_opens_nothing(asked, stewards):
    actions.confirm_recovery(asked, how=HOW, by=stewards[0])
    asked.refresh_from_db()
    page = Client().get(path_of(links.recovery_link(asked)))

    assert asked.confirmed_at is None
    assert page.status_code == 404
    with pytest.raises(RecoveryOver):
        actions.recover(asked, password=FRESH)


def test_the_word_of_who_is_steward_no_more_does_not_count(asked, stewards, make_member):
    actions.confirm_recovery(asked, how=HOW, by=stewards[0])
    actions.dismiss(stewards[0], "steward", by=stewards[1])
    actions.confirm_recovery(asked, how=HOW, by=stewards[1])
    asked.refresh_from_db()
    confirmed_before = asked.confirmed_at
    actions.confirm_recovery(asked, how=HOW, by=make_member(roles=["steward"]))
    asked.refresh_from_db()

    assert (confirmed_before, asked.confirmed_at is not None) == (None, True)


def test_the_same_steward_gives_one_word(asked, stewards):
    actions.confirm_recovery(asked, how=HOW, by=stewards[0])

    with pytest.raises(NotAllowed):
        actions.confirm_recovery(asked, how=HOW, by=stewards[0])


@pytest.mark.parametrize("role", ["", "moderator", "editor", "operator"])
def test_nobody_but_stewards_confirms(asked, make_member, role):
    person = make_member(roles=[role] if role else [])

    with pytest.raises(NotAllowed):
        actions.confirm_recovery(asked, how=HOW, by=person)


def test_nobody_confirms_their_own(stewards):
    actions.ask_for_recovery(stewards[0].email)
    own = RecoveryRequest.objects.get(user=stewards[0])

    assert [rules.can_confirm_recovery(steward, own) for steward in stewards] == [False, True]
    assert sign_in(stewards[0]).get(f"/recovery/requests/{own.ref}/").status_code == 404


@pytest.mark.parametrize("path", ["/recovery/requests/", "/recovery/requests/{ref}/"])
def test_others_see_nothing_of_what_is_asked(asked, other, moderator, path):
    unknown = sign_in(moderator).get("/no/such/")

    answers = [sign_in(person).get(path.format(ref=asked.ref)) for person in (other, moderator)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert [answer.content for answer in answers] == [unknown.content] * 2


def test_two_stewards_confirm_on_the_page_with_how_they_made_sure(asked, stewards):
    path = f"/recovery/requests/{asked.ref}/"
    for steward in stewards:
        client = sign_in(steward)
        assert "Amara Member" in client.get("/recovery/requests/").content.decode()
        nothing = client.post(path, {"how": ""})
        assert nothing.status_code == 200
        client.post(path, {"how": HOW})

    mailed()
    asked.refresh_from_db()
    assert asked.opens_at - timezone.now() > timedelta(hours=23, minutes=59)
    assert (
        list(AuditEntry.objects.filter(verb="members.recovery_confirm").values_list("reason", flat=True)) == [HOW] * 2
    )


def test_a_word_is_given_within_five_minutes_of_signing_in_and_is_not_lost_later(asked, stewards):
    client, path = sign_in(stewards[0]), f"/recovery/requests/{asked.ref}/"
    client.get(path)
    let_pass(client, 301)
    response = client.post(path, {"how": HOW})
    given_before = asked.words.count()
    client.post(response["Location"], {"password": PASSWORD})

    assert response["Location"] == f"/accounts/reauthenticate/?next={path}"
    assert (given_before, asked.words.get().how) == (0, HOW)


def test_a_word_that_was_given_up_at_the_door_is_not_given_by_a_later_look(asked, stewards):
    client, path = sign_in(stewards[0]), f"/recovery/requests/{asked.ref}/"
    client.get(path)
    let_pass(client, 301)
    client.post(path, {"how": HOW})
    looking = client.get(path)
    client.post(looking["Location"], {"password": PASSWORD})

    assert looking["Location"] == f"/accounts/reauthenticate/?next={path}"
    assert asked.words.count() == 0


def test_a_steward_who_finds_that_it_is_somebody_else_ends_it(asked, stewards):
    sign_in(stewards[0]).post(f"/recovery/requests/{asked.ref}/", {"refuse": "yes"})
    asked.refresh_from_db()

    assert (asked.outcome, verbs()[-1]) == ("refused", "members.recovery_refuse")


# The day in between


def test_every_address_and_every_session_is_told_for_a_day(confirmed, member):
    member.emailaddress_set.create(email="second@test.example", verified=True)
    later(confirmed, hours=0)
    client = sign_in(member)
    subjects = [letter.subject for letter in mailed() if letter.to == [member.email]]

    assert subjects.count("Your account will be opened with a new password") == 1
    assert "Your way back into your account" not in subjects
    User.objects.filter(pk=member.pk).update(recovering_at=confirmed.opens_at)
    member.authenticator_set.all().delete()
    assert "Stop it" in sign_in(member).get("/people/").content.decode()
    assert client is not None


def test_it_does_not_open_before_its_time(confirmed):
    later(confirmed, hours=23, minutes=58)

    assert Client().get(path_of(links.recovery_link(confirmed))).status_code == 404
    with pytest.raises(RecoveryOver):
        actions.recover(confirmed, password=FRESH)


def test_one_click_in_any_session_stops_it(asked, stewards, client_of, member):
    client = client_of(member)
    for steward in stewards:
        actions.confirm_recovery(asked, how=HOW, by=steward)
    shown = client.get("/").content.decode()
    client.post("/recovery/stop/")
    after = client.get("/").content.decode()
    asked.refresh_from_db()

    assert ("Stop it" in shown, "Stop it" in after) == (True, False)
    assert asked.outcome == "stopped"
    assert {letter.to[0] for letter in mailed() if letter.subject == "A way back was stopped"} == {
        steward.email for steward in stewards
    }


def test_the_link_in_the_mail_stops_it_and_looking_at_it_does_not(confirmed, member):
    [letter] = [one for one in mailed() if one.subject == "Your account will be opened with a new password"]
    path = re.search(r"http://testserver(/recovery/stop/\S+)", letter.body)[1]
    Client().get(path)
    before = RecoveryRequest.objects.get().outcome
    Client().post(path)
    later_on = Client().get(path).content.decode()

    assert (before, RecoveryRequest.objects.get().outcome) == ("", "stopped")
    assert "There is nothing to stop" in later_on
    assert Client().get(path_of(links.recovery_link(confirmed))).status_code == 404


def test_nobody_stops_anothers_in_their_own_session(confirmed, other):
    sign_in(other).post("/recovery/stop/")

    assert RecoveryRequest.objects.get().outcome == ""


@pytest.mark.parametrize("how", ["lane", "button"])
def test_what_is_past_its_time_is_announced_no_more(confirmed, member, how):
    later(confirmed, hours=24, seconds=1)
    mailed()
    confirmed.refresh_from_db()
    later(confirmed, hours=24, seconds=1)
    member.authenticator_set.all().delete()
    client = sign_in(member)
    before = "Stop it" in client.get("/people/").content.decode()
    deed = keep_up_spaces if how == "lane" else lambda: client.post("/recovery/stop/").status_code
    ended = [deed(), deed()]
    after = "Stop it" in client.get("/people/").content.decode()
    confirmed.refresh_from_db()

    assert ended == ([1, 0] if how == "lane" else [302, 302])
    assert (before, after, confirmed.outcome) == (True, False, "expired")


WARNING = "members.recovery_confirmed"


def test_without_the_warning_mailed_it_does_not_open_and_the_stewards_see_why(asked, stewards):
    for steward in stewards:
        actions.confirm_recovery(asked, how=HOW, by=steward)
    Delivery.objects.filter(kind=WARNING).update(attempts=10, claimed_until=None)
    mailed()
    asked.refresh_from_db()
    page = sign_in(stewards[0]).get("/recovery/requests/").content.decode()
    later_at = timezone.now() + timedelta(hours=24)

    assert (asked.confirmed_at is not None, asked.opens_at) == (True, None)
    assert "waits for the mail that warns the person" in page
    with pytest.raises(RecoveryOver):
        actions.recover(asked, password=FRESH)

    try_again(Delivery.objects.stuck())
    mailed()
    asked.refresh_from_db()

    link = Delivery.objects.get(kind="members.recovery_open")
    assert asked.opens_at >= later_at
    assert link.queued_at == link.not_before == asked.opens_at


def test_every_address_is_warned_before_the_day_begins(asked, stewards, member):
    member.emailaddress_set.create(email="second@test.example", verified=True)
    for steward in stewards:
        actions.confirm_recovery(asked, how=HOW, by=steward)
    second = Delivery.objects.filter(kind=WARNING, address="second@test.example")
    second.update(not_before=timezone.now() + timedelta(hours=1))
    mailed()
    asked.refresh_from_db()
    before = asked.opens_at
    second.update(not_before=None)
    mailed()
    asked.refresh_from_db()

    assert (before, asked.opens_at is not None) == (None, True)


def test_the_day_that_it_is_open_counts_from_when_the_link_has_left(confirmed):
    mail.outbox.clear()
    later(confirmed, hours=72)
    keep_up_spaces()
    [letter] = mailed()
    confirmed.refresh_from_db()
    path = re.search(r"http://testserver(/recovery/open/\S+)", letter.body)[1]

    assert timedelta(hours=23, minutes=59) < confirmed.closes_at - timezone.now() <= timedelta(hours=24)
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("hours", [0, 25])
def test_who_may_confirm_ends_it_until_it_is_used(confirmed, make_member, member, hours):
    later(confirmed, hours=hours)
    mailed()
    client = sign_in(make_member(roles=["steward"]))
    path = f"/recovery/requests/{confirmed.ref}/"
    shown = client.get("/recovery/requests/").content.decode()
    detail = client.get(path)
    client.post(path, {"how": HOW})
    words = confirmed.words.count()
    client.post(path, {"refuse": "yes"})
    confirmed.refresh_from_db()

    assert ("open until" if hours else "Confirmed by two; opens") in shown
    assert ('name="refuse"' in detail.content.decode(), detail.context["can_confirm"], words) == (True, False, 2)
    assert (confirmed.outcome, User.objects.get(pk=member.pk).recovering_at) == ("refused", None)
    with pytest.raises(RecoveryOver):
        actions.recover(confirmed, password=FRESH)


def test_a_focal_point_is_not_told_of_a_word_that_another_gave(institution, focal_point, steward, make_member):
    second = make_member(institution=institution)
    actions.name_focal_point(second, institution, by=steward)
    person = make_member(institution=institution)
    actions.ask_for_recovery(person.email)
    asked = RecoveryRequest.objects.get(user=person)
    actions.confirm_recovery(asked, how=HOW, by=focal_point)
    own = "You have given your word."
    pages = [sign_in(one).get(f"/recovery/requests/{asked.ref}/").content.decode() for one in (focal_point, second)]

    assert [own in page for page in pages] == [True, False]
    assert "the second is for a steward to give" in pages[1]


def test_the_first_page_counts_for_each_what_waits_for_their_word(institution, focal_point, steward, make_member):
    second = make_member("Second Focal", institution=institution)
    actions.name_focal_point(second, institution, by=steward)
    person = make_member("Mia Lost", institution=institution)
    actions.ask_for_recovery(person.email)
    asked = RecoveryRequest.objects.get()
    everybody = [User.objects.get(pk=one.pk) for one in (focal_point, second, steward, person)]

    def counted():
        can = [rules.can_confirm_recovery(one, asked) for one in everybody]
        assert [RecoveryRequest.objects.awaiting(one).count() == 1 for one in everybody] == can
        return can

    assert counted() == [True, True, True, False]
    actions.confirm_recovery(asked, how=HOW, by=everybody[0])
    assert counted() == [False, False, True, False]


def test_a_focal_point_finds_the_list_on_the_first_page(focal_point):
    assert 'href="/recovery/requests/"' in sign_in(focal_point).get("/").content.decode()


# Coming back


def test_after_a_day_the_mailed_link_opens_the_account_once(confirmed, member, settings):
    settings.FORA_MFA = "all"
    mail.outbox.clear()
    later(confirmed, hours=24, seconds=1)
    [letter] = mailed()
    path = re.search(r"http://testserver(/recovery/open/\S+)", letter.body)[1]
    client = Client()
    poor = client.post(path, {"password": "fourteen chars"})
    client.post(path, {"password": FRESH})
    client.post("/accounts/login/", {"login": member.email, "password": FRESH})

    assert letter.to == [member.email]
    assert poor.status_code == 200
    assert client.get("/people/")["Location"] == "/accounts/factors/"
    assert list(member.authenticator_set.all()) == []
    assert Client().post(path, {"password": "another long sentence"}).status_code == 404
    assert verbs()[-1] == "members.recover"
    assert "Your account was opened with a new password" in [each.subject for each in mail.outbox + mailed()]


def test_coming_back_ends_every_session(asked, confirmed, member, client_of):
    client = client_of(User.objects.get(pk=member.pk))
    before = is_inside(client)
    later(confirmed, hours=24, seconds=1)
    actions.recover(confirmed, password=FRESH)

    assert (before, is_inside(client)) == (True, False)
    assert User.objects.get(pk=member.pk).recovering_at is None


def test_it_is_shut_again_after_another_day(confirmed, member):
    later(confirmed, hours=24, seconds=1)
    mailed()
    confirmed.refresh_from_db()
    before = Client().get(path_of(links.recovery_link(confirmed))).status_code
    later(confirmed, hours=24, seconds=1)

    assert before == 200
    assert Client().get(path_of(links.recovery_link(confirmed))).status_code == 404
    actions.ask_for_recovery(member.email)
    assert sorted(RecoveryRequest.objects.values_list("outcome", flat=True)) == ["", "expired"]
    assert User.objects.get(pk=member.pk).recovering_at is None


def test_who_is_disabled_meanwhile_does_not_come_back(confirmed, member, steward):
    later(confirmed, hours=24, seconds=1)
    actions.disable(member, by=steward)

    with pytest.raises(RecoveryOver):
        actions.recover(RecoveryRequest.objects.get(), password=FRESH)


@pytest.mark.parametrize("token", ["x", "a:b:c", "é", "x" * 900])
@pytest.mark.parametrize(("what", "status"), [("open", 404), ("stop", 200)])
def test_a_link_that_is_nonsense_is_a_page(anonymous, token, what, status):
    assert anonymous.get(f"/recovery/{what}/{token}/").status_code == status


def test_neither_link_does_the_others_work(confirmed):
    later(confirmed, hours=24, seconds=1)
    stop = path_of(links.recovery_stop_link(confirmed)).split("/")[3]

    assert Client().get(f"/recovery/open/{stop}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_several_that_use_the_link_at_once_one_sets_the_password(confirmed):
    later(confirmed, hours=24, seconds=1)

    def come_back(number):
        try:
            actions.recover(RecoveryRequest.objects.select_related("user").get(), password=f"{FRESH} {number}")
        except RecoveryOver:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(come_back, range(8))).count(True) == 1
