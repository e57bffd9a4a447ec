"""Digests: who is due, what they say at sending, once a day whatever happens; and mails that wait or go together."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from core.things import key_of
from forum.actions import withdraw_post
from members.models import User
from notifications import actions, digests
from notifications.models import Delivery, Notice, Rhythm
from tests.factories.forum import make_board, make_conversation, make_reply, make_topic
from tests.mailing import announce_all, mailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """clock("2026-11-26 06:00"): the time in UTC, from then on."""

    def set_to(text):
        now = datetime.fromisoformat(text).replace(tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return set_to


@pytest.fixture
def daily(clock, member):
    """Amara in Berlin hears of answers once a day."""
    clock("2026-11-26 04:00")
    User.objects.filter(pk=member.pk).update(time_zone="Europe/Berlin")
    actions.choose_channels({"forum.reply": "daily"}, by=member)
    return member


def answer(topic, by):
    """A reply, told at the time that the clock says."""
    post = make_reply(topic, by)
    Notice.objects.filter(key=key_of(post)).update(created_at=timezone.now())
    return post


def queued():
    announce_all()
    while digests.run_once():
        pass
    return Delivery.objects.filter(kind=digests.DIGEST).count()


def at(moment, clock):
    clock(moment)
    return queued()


def test_it_comes_at_seven_by_the_readers_clock_and_once(clock, daily, topic, other):
    answer(topic, other)

    counts = [at(moment, clock) for moment in ("2026-11-26 05:59", "2026-11-26 06:00", "2026-11-26 06:01")]
    answer(topic, other)

    assert (counts, at("2026-11-26 23:00", clock), at("2026-11-27 06:00", clock)) == ([0, 1, 1], 1, 2)


@pytest.mark.parametrize(("zone", "hour", "due"), [("Asia/Tokyo", 7, "22:00"), ("America/Lima", 18, "23:00")])
def test_each_has_their_own_hour(clock, daily, topic, other, zone, hour, due):
    User.objects.filter(pk=daily.pk).update(time_zone=zone)
    actions.choose_rhythm({"hour": hour}, by=daily)
    answer(topic, other)

    assert (at("2026-11-26 21:59", clock), at(f"2026-11-26 {due}", clock)) == (0, 1)


def test_a_weekly_one_comes_on_its_day(clock, daily, topic, other):
    actions.choose_channels({"forum.reply": "weekly"}, by=daily)
    actions.choose_rhythm({"weekday": 4}, by=daily)
    answer(topic, other)

    assert (at("2026-11-27 05:59", clock), at("2026-11-27 06:00", clock)) == (0, 1)
    assert [sent.subject for sent in mailed()] == ["Your week on Fora"]


def test_a_worker_that_was_away_makes_up_for_it_and_does_not_double(clock, daily, topic, other):
    answer(topic, other)

    assert (at("2026-11-26 15:00", clock), at("2026-11-26 15:01", clock)) == (1, 1)


def test_another_hour_chosen_on_the_same_day_brings_no_second(clock, daily, topic, other):
    answer(topic, other)
    at("2026-11-26 06:00", clock)
    answer(topic, other)
    actions.choose_rhythm({"hour": 10}, by=daily)

    assert (at("2026-11-26 09:30", clock), at("2026-11-27 09:00", clock)) == (1, 2)


def test_nothing_to_say_is_no_mail(clock, daily, topic, other):
    post = answer(topic, other)
    queuing = at("2026-11-26 06:00", clock)
    withdraw_post(post, by=other)

    assert (queuing, mailed()) == (1, [])
    assert at("2026-11-27 06:00", clock) == 1


def test_what_was_read_is_not_told_again(clock, daily, topic, other):
    answer(topic, other)
    actions.mark_read(by=daily)

    assert at("2026-11-26 06:00", clock) == 0


def test_of_what_members_read_it_says_how_many_and_of_what_everybody_reads_what(clock, daily, topic, other):
    open_topic = make_topic(make_board("public"), daily, title="Open question")
    answer(topic, other)
    answer(topic, other)
    for _ in range(4):
        answer(open_topic, other)
    at("2026-11-26 06:00", clock)

    [sent] = mailed()
    assert sent.subject == "Your day on Fora"
    assert "4 answers in “\u2068Open question\u2069”." in sent.body
    assert "There are 2 more." in sent.body
    for secret in (topic.title, topic.board.title, other.name):
        assert secret not in sent.body + sent.alternatives[0].content


def test_it_is_in_the_language_of_its_reader(clock, daily, topic, other):
    User.objects.filter(pk=daily.pk).update(language="ar")
    answer(topic, other)
    at("2026-11-26 06:00", clock)

    [sent] = mailed()
    with translation.override("ar"):
        assert sent.subject == translation.gettext("Your day on Fora")
    assert '<html lang="ar" dir="rtl">' in sent.alternatives[0].content


def test_one_click_stops_all_that_comes_in_it(clock, daily, topic, other, anonymous):
    answer(topic, other)
    at("2026-11-26 06:00", clock)
    [sent] = mailed()
    anonymous.post(sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver"))
    answer(topic, other)

    chosen = dict(daily.preferences.values_list("kind", "channel"))
    assert (chosen, at("2026-11-27 06:00", clock)) == ({"forum.reply": "page", "followed": "page"}, 1)


def test_a_choice_counts_for_what_waits_already(clock, daily, topic, other):
    answer(topic, other)
    actions.choose_channels({"forum.reply": "weekly"}, by=daily)
    waits = Notice.objects.get().waits_for
    actions.choose_channels({"forum.reply": "page"}, by=daily)

    assert (waits, Notice.objects.get().waits_for, at("2026-11-26 06:00", clock)) == ("weekly", "", 0)


def test_who_changes_their_mind_after_it_was_queued_gets_none(clock, daily, topic, other):
    answer(topic, other)
    at("2026-11-26 06:00", clock)
    actions.choose_channels({"forum.reply": "page"}, by=daily)

    assert mailed() == []


def test_a_digest_lets_other_letters_go_first(clock, daily, topic, other, make_member):
    answer(topic, other)
    at("2026-11-26 06:00", clock)
    second = make_member("Second")
    answer(make_topic(make_board(), second), other)

    assert [sent.to for sent in mailed()] == [[second.email], [daily.email]]


def test_several_cost_no_query_more_to_gather(clock, topic, other, make_member, django_assert_max_num_queries):
    readers = [make_member() for _ in range(4)]
    clock("2026-11-26 04:00")
    for reader in readers:
        actions.choose_channels({"forum.reply": "daily"}, by=reader)
        answer(make_topic(topic.board, reader), other)
    at("2026-11-26 07:00", clock)
    rows = list(Delivery.objects.filter(kind=digests.DIGEST))
    digests.gather(rows)

    with django_assert_max_num_queries(12) as one:
        digests.gather(rows[:1])
    with django_assert_max_num_queries(len(one)):
        digests.gather(rows)
    assert [row.gathered.others for row in rows] == [1] * 4


def test_what_only_its_reader_sees_is_counted_too(clock, make_member, daily, other):
    actions.choose_channels({"forum.message": "daily"}, by=daily)
    make_conversation(other, daily)
    Notice.objects.update(created_at=timezone.now())
    at("2026-11-26 06:00", clock)

    assert "There is 1 new thing for you." in mailed()[0].body


# Mail at once


def test_in_quiet_hours_mail_waits_and_comes_once_when_they_end(clock, member, topic, other):
    actions.choose_rhythm({"quiet_from": time(22), "quiet_until": time(7)}, by=member)
    now = clock("2026-11-26 23:00")
    answer(topic, other)
    at_night = len(mailed())
    row = Delivery.objects.get()
    clock("2026-11-27 06:59")
    before = len(mailed())
    clock("2026-11-27 07:00")

    assert (at_night, before, len(mailed()), len(mailed())) == (0, 0, 1, 1)
    assert (row.not_before - now, row.attempts, Delivery.objects.late().count()) == (timedelta(hours=8), 0, 0)


def test_answers_that_wait_for_the_morning_come_in_one_mail(clock, member, other):
    topic, second = (make_topic(make_board("public"), member, title=title) for title in ("Open question", "Another"))
    actions.choose_rhythm({"quiet_from": time(22), "quiet_until": time(7)}, by=member)
    clock("2026-11-26 23:00")
    for _ in range(3):
        answer(topic, other)
        mailed()
    answer(second, other)
    mailed()
    clock("2026-11-27 07:00")

    first, other_one = mailed()
    assert "3 answers in “\u2068Open question\u2069”." in first.body
    assert "replied in “\u2068Another\u2069”." in other_one.body
    assert Delivery.objects.waiting().count() == 0


def test_what_waits_in_quiet_hours_and_is_read_is_not_mailed(clock, member, topic, other):
    actions.choose_rhythm({"quiet_from": time(22), "quiet_until": time(7)}, by=member)
    clock("2026-11-26 23:00")
    answer(topic, other)
    mailed()
    actions.mark_read(by=member)
    clock("2026-11-27 07:00")

    assert mailed() == []


# The page of choices


def test_hours_are_chosen_on_the_page(as_member, member):
    sent = {"rhythm": "1", "hour": "18", "weekday": "2", "quiet_from": "22:00", "quiet_until": "06:30", "own": "2"}

    response = as_member.post("/notices/choices/", sent)

    rhythm = Rhythm.objects.get(user=member)
    kept = (rhythm.hour, rhythm.weekday, rhythm.quiet_from, rhythm.quiet_until, rhythm.own)
    assert (response.status_code, kept) == (302, (18, 2, time(22), time(6, 30), 2))
    assert 'value="22:00"' in as_member.get("/notices/choices/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quiet_from": "22:00"}, "Say both"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "another time"),
        ({"hour": "24"}, "problem"),
        ({"quiet_from": "soon"}, "problem"),
    ],
)
def test_what_can_not_be_is_said_on_the_page_and_nothing_is_kept(as_member, member, wrong, said):
    page = as_member.post("/notices/choices/", {"rhythm": "1", "hour": "7", "weekday": "0", "own": "3", **wrong})

    assert (page.status_code, said in page.content.decode(), Rhythm.objects.count()) == (200, True, 0)
