"""Several at once: one row, one outcome, one entry in the log, whoever comes first. Real threads, real transactions."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, connections

from core.forms import new_once
from core.models import AuditEntry
from core.refusals import Refusal
from core.things import key_of
from forum import actions
from forum.models import Draft, Post, Quote, ReadMark, Revision, Topic
from forum.refusals import AlreadySent, TopicClosed
from moderation.models import Flag
from notifications.models import Notice
from search.models import Pending
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.moderation import decided

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 8


def at_once(deed, times=MANY):
    """Do it in so many threads that begin together; returns what each returned, or the refusal it met."""
    ready = Barrier(times)

    def run(number):
        ready.wait(20)
        try:
            return deed(number)
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def logged(verb):
    return AuditEntry.objects.filter(verb=verb).count()


@pytest.fixture
def board(transactional_db):
    return make_board()


@pytest.fixture
def topic(board, other):
    return make_topic(board, other)


def test_a_reply_sent_many_times_at_once_is_one_post(topic, member):
    once = new_once()

    posts = at_once(lambda _: make_reply(topic, member, body="From practice.", once=once))

    assert len({post.pk for post in posts}) == 1
    topic.refresh_from_db()
    assert (topic.posts.count(), topic.last_number, topic.post_count) == (2, 2, 2)
    assert (logged("forum.reply"), Notice.objects.count()) == (1, 1)
    assert Pending.objects.filter(key__startswith="post:").count() == 1


def test_the_same_reply_from_many_devices_at_once_is_one_post(topic, member):
    answers = at_once(lambda _: make_reply(topic, member, body="From practice.", once=new_once()))

    topic.refresh_from_db()
    posts = [answer for answer in answers if isinstance(answer, Post)]
    told = {answer.post for answer in answers if isinstance(answer, AlreadySent)}
    assert (len(posts), told, topic.last_number, topic.posts.count()) == (1, set(posts), 2, 2)
    assert (logged("forum.reply"), Notice.objects.count()) == (1, 1)


def test_a_topic_sent_many_times_at_once_is_one_topic(board, member):
    once = new_once()

    topics = at_once(lambda _: make_topic(board, member, once=once))

    assert len({topic.pk for topic in topics}) == 1
    assert (Topic.objects.count(), Post.objects.count(), logged("forum.start_topic")) == (1, 1, 1)


def test_replies_of_many_at_once_have_the_numbers_in_a_row(topic, make_member):
    people = [make_member() for _ in range(MANY)]

    at_once(lambda number: make_reply(topic, people[number]))

    topic.refresh_from_db()
    assert sorted(topic.posts.values_list("number", flat=True)) == list(range(1, MANY + 2))
    assert (topic.last_number, topic.post_count) == (MANY + 1, MANY + 1)
    assert topic.last_post.number == MANY + 1


def test_what_two_devices_begin_at_once_is_kept_of_both(topic, member):
    place = key_of(topic)

    at_once(lambda number: actions.save_draft(place, by=member, typed={"body": f"From {number}."}), times=2)

    draft = Draft.objects.get()
    assert {draft.typed["body"], draft.other["body"]} == {"From 0.", "From 1."}


def test_an_edit_sent_many_times_at_once_is_one_version(topic, member, other):
    post = make_reply(topic, member)
    make_reply(topic, other)

    at_once(lambda _: actions.edit_post(post, by=member, body="Better."))

    assert list(Revision.objects.order_by("number").values_list("number", "body")) == [(1, post.body), (2, "Better.")]
    assert logged("forum.edit_post") == 1


def test_a_report_sent_many_times_at_once_is_one_report(topic, member):
    post = topic.posts.get()

    at_once(lambda _: actions.report_post(post, by=member, reason="Look."))

    assert (Flag.objects.count(), logged("moderation.flag")) == (1, 1)


def test_hidden_by_twenty_at_once_it_is_hidden_once(topic, moderator, member):
    post = make_reply(topic, member)

    at_once(lambda _: actions.hide_post(post, by=moderator), 20)

    topic.refresh_from_db()
    assert (topic.post_count, logged("forum.hide_post")) == (1, 1)


def test_restored_by_twenty_at_once_it_is_restored_once(topic, moderator, member):
    post = make_reply(topic, member)
    actions.hide_post(post, by=moderator)

    at_once(lambda _: actions.restore_post(post, by=moderator), 20)

    topic.refresh_from_db()
    assert (topic.post_count, logged("forum.restore_post")) == (2, 1)


def test_hiding_and_restoring_at_once_end_in_one_of_both_and_the_log_tells_which(topic, moderator, member):
    post = make_reply(topic, member)
    deeds = [actions.hide_post, actions.restore_post]

    at_once(lambda number: deeds[number % 2](post, by=moderator), 20)

    post.refresh_from_db()
    topic.refresh_from_db()
    is_hidden = post.hidden_at is not None
    assert logged("forum.hide_post") - logged("forum.restore_post") == int(is_hidden)
    assert topic.post_count == (1 if is_hidden else 2)


def test_of_twenty_decisions_at_once_one_counts(topic, member, make_member):
    post = topic.posts.get()
    actions.report_post(post, by=member, reason="Look.")
    moderators = [make_member(roles=["moderator"]) for _ in range(20)]

    answers = at_once(
        lambda number: decided(post, ["hide", "dismiss"][number % 2], by=moderators[number], version=1), len(moderators)
    )

    post.refresh_from_db()
    assert sum(not isinstance(answer, Refusal) for answer in answers) == 1
    assert logged("moderation.decide") == 1
    assert Flag.objects.get().decision == ("hide" if post.hidden_at else "dismiss")


def test_withdrawing_and_hiding_at_once_leave_the_counters_true(topic, member, moderator):
    post = make_reply(topic, member)
    deeds = [lambda: actions.withdraw_post(post, by=member), lambda: actions.hide_post(post, by=moderator)]

    at_once(lambda number: deeds[number % 2]())

    topic.refresh_from_db()
    assert (topic.post_count, topic.last_number, topic.last_post.number) == (1, 2, 1)
    assert logged("forum.withdraw_post") <= 1
    assert logged("forum.hide_post") == 1


def test_a_read_mark_raised_at_once_ends_at_the_highest(topic, member, other):
    for _ in range(MANY):
        make_reply(topic, other)

    at_once(lambda number: actions.mark_read(topic, number + 1, by=member))

    assert ReadMark.objects.get(user=member).number == MANY


def test_a_closed_topic_takes_none_of_those_who_come_too_late(topic, moderator, make_member):
    people = [make_member() for _ in range(MANY)]

    def deed(number):
        return actions.lock_topic(topic, by=moderator) if number == 0 else make_reply(topic, people[number])

    answers = at_once(deed)

    topic.refresh_from_db()
    written = [answer for answer in answers if isinstance(answer, Post)]
    assert (topic.post_count, topic.last_number) == (len(written) + 1, len(written) + 1)
    assert {type(answer) for answer in answers} <= {Post, Topic, TopicClosed}
    with pytest.raises(TopicClosed):
        make_reply(topic, people[1])


def test_two_posts_that_come_to_quote_each_other_at_once_are_both_edited(board, member, other):
    """Each writer holds its own post, and names the other's."""
    posts = [make_reply(make_topic(board, person), person, body="Before.") for person in (member, other)]
    meeting = Barrier(2)

    def meet(execute, sql, params, many, context):
        done = execute(sql, params, many, context)
        if sql.startswith('UPDATE "forum_post"'):
            with contextlib.suppress(BrokenBarrierError):  # SQLite lets only one of them begin
                meeting.wait(1)
        return done

    def edit(number):
        with connection.execute_wrapper(meet):
            body = f"> [x](post:{posts[1 - number].ref}):\n>\n> Before.\n\nAfter."
            return actions.edit_post(posts[number], by=(member, other)[number], body=body)

    at_once(edit, times=2)

    assert Quote.objects.filter(post=posts[0], quoted=posts[1]).exists()
    assert Quote.objects.filter(post=posts[1], quoted=posts[0]).exists()
