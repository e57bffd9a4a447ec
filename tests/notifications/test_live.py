"""Whom `notify` tells: each person once about a thing, the heaviest word first, and nobody who may not see it."""

import pytest

from core.things import key_of
from forum.actions import withdraw_post
from members.actions import appoint, leave
from notifications.actions import date_notices, follow, mark_read
from notifications.live import notify
from notifications.models import Follow, Notice
from tests.factories.forum import make_board, make_reply, make_topic
from tests.mailing import announce_all, mailed

pytestmark = pytest.mark.django_db


def told(thing):
    return {(notice.recipient.name, notice.kind) for notice in Notice.objects.filter(key=key_of(thing))}


def test_a_notice_names_its_thing_and_the_face_it_came_from(topic, other):
    post = make_reply(topic, other)

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.key, notice.actor, notice.read_at) == (
        topic.author,
        "forum.reply",
        key_of(post),
        key_of(other),
        None,
    )


def test_nobody_is_told_of_what_they_did_themselves(topic, member):
    assert told(make_reply(topic, member)) == set()


@pytest.mark.parametrize("order", [["forum.mention", "forum.reply"], ["forum.reply", "forum.mention"]])
def test_of_two_kinds_about_one_thing_the_heavier_is_said(topic, member, other, order):
    post = make_reply(topic, other)
    Notice.objects.all().delete()

    for kind in order:
        notify(kind, about=post, to=[member])

    assert told(post) == {("Amara Member", "forum.mention")}


def test_told_twice_is_told_once(topic, member, other):
    post = make_reply(topic, other)

    notify("forum.reply", about=post, to=[member, member])

    assert Notice.objects.count() == 1


def test_what_happens_to_one_thing_again_is_told_again(member, steward):
    appoint(member, "editor", by=steward)
    first = len(mailed())
    mark_read(by=member)
    before = Notice.objects.get(recipient=member)
    appoint(member, "auditor", by=steward)

    after = Notice.objects.get(recipient=member)
    assert (first, len(mailed())) == (1, 2)
    assert (after.pk, after.read_at, after.created_at > before.created_at) == (before.pk, None, True)


def test_who_may_not_see_the_thing_is_not_told(make_space, member, other):
    topic = make_topic(make_board(make_space("secret", people=[other]).audience), other)

    notify("forum.mention", about=topic.posts.get(), to=[member])

    assert Notice.objects.count() == 0


def test_who_left_before_is_not_told_and_who_is_inside_is(make_space, member, other, make_member):
    third = make_member("Third")
    space = make_space("secret", people=[member, other, third])
    topic = make_topic(make_board(space.audience), member)
    make_reply(topic, third)
    leave(member, space, by=member)

    post = make_reply(topic, other)
    announce_all()

    assert told(post) == {("Third", "forum.post")}


def test_nobody_is_told_of_a_withdrawn_post(topic, member, other):
    post = withdraw_post(make_reply(topic, other), by=other)
    Notice.objects.all().delete()

    notify("forum.reply", about=post, to=[member])

    assert Notice.objects.count() == 0


def test_a_kind_that_no_room_registered_is_a_mistake_of_ours(topic, member):
    with pytest.raises(KeyError):
        notify("forum.nothing", about=topic, to=[member])


def test_what_was_brought_over_keeps_its_moment(topic, other):
    post = make_reply(topic, other)

    date_notices(post, topic.created_at)

    assert Notice.objects.get().created_at == topic.created_at


def test_who_follows_a_place_is_not_told_now_of_what_was_brought_over(topic, other, make_member):
    reader = make_member()
    follow(topic, Follow.WATCHING, by=reader)
    post = make_reply(topic, other)

    date_notices(post, topic.created_at)
    announce_all()

    assert reader.notices.count() == 0
