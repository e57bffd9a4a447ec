"""The same answer from a second device is not posted twice; its writer alone is led to the one that is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.forms import new_once
from forum import actions, drafts, refusals
from forum.models import Draft, Post
from forum.signing import Sign
from moderation.attribution import NOBODY
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
BODY = "The nest is  under the\nweir. Café."
AGAIN = "The nest is under the weir. Cafe\u0301. "


def again(topic, by, body=AGAIN, **options):
    return make_reply(topic, by, body=body, **options)


def test_sent_from_two_devices_it_is_one_post_and_the_second_comes_to_it(client_of, topic, member):
    address = f"/forum/t/{topic.ref}/reply/"

    first, second = (
        client_of(member).post(address, {"body": body, "once": new_once()}, follow=True) for body in (BODY, AGAIN)
    )

    post = Post.objects.get(number=2)
    said = "You have posted this text here already"
    assert [said in page.content.decode() for page in (first, second)] == [False, True]
    assert first.redirect_chain == second.redirect_chain == [(post.get_absolute_url(), 302)]


def test_the_draft_of_the_second_device_goes_with_it(client_of, topic, member):
    make_reply(topic, member, body=BODY)
    kept = drafts.keep({"body": BODY}, f"topic:{topic.ref}", by=member)

    sent = {"body": BODY, "once": new_once(), "draft": kept.version, "place": kept.place}
    client_of(member).post(f"/forum/t/{topic.ref}/reply/", sent)

    assert (Draft.objects.count(), topic.posts.count()) == (0, 2)


@pytest.mark.parametrize("sign", [{}, {"sign": Sign(NOBODY)}])
def test_of_what_is_signed_without_a_name_its_writer_alone_hears(topic, member, other, make_member, sign):
    make_member(), make_member()  # else leaving a name out would hide nothing
    there = make_reply(topic, member, body=BODY, **sign)

    with pytest.raises(refusals.AlreadySent) as refused:
        again(topic, member)
    by_another = again(topic, other)

    assert (refused.value.post, by_another.number) == (there, 3)


def test_what_waits_for_a_moderator_is_not_sent_twice_either(member, other):
    topic = make_topic(make_board(), other)
    topic.board.posting = "all_held"
    topic.board.save()
    waiting = make_reply(topic, member, body=BODY)

    with pytest.raises(refusals.AlreadySent) as refused:
        again(topic, member)

    assert (refused.value.post, bool(waiting.held_at)) == (waiting, True)


@pytest.mark.parametrize("way", ["later", "answered", "withdrawn", "hidden", "elsewhere", "changed", "file"])
def test_what_may_be_meant_is_posted(topic, member, other, moderator, way):
    there, options, target = make_reply(topic, member, body=BODY), {}, topic
    if way == "later":
        Post.objects.filter(pk=there.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    elif way == "answered":
        make_reply(topic, member)  # something else: it is not the last that was said
    elif way == "withdrawn":
        actions.withdraw_post(there, by=member)
    elif way == "hidden":
        actions.hide_post(there, by=moderator)
    elif way == "elsewhere":
        target = make_topic(topic.board, other)
    elif way == "changed":
        options["body"] = AGAIN + " Really."
    else:
        options["files"] = [stored(member, "png")]

    assert again(target, member, **options).pk != there.pk


def test_with_the_same_file_it_is_the_same(topic, member):
    make_reply(topic, member, body=BODY, files=[stored(member, "png")])

    with pytest.raises(refusals.AlreadySent):
        again(topic, member, files=[stored(member, "png")])


def test_a_mention_is_written_out_before_both_are_compared(topic, member, other):
    make_reply(topic, member, body=f"Ask @{other.name}.")

    with pytest.raises(refusals.AlreadySent):
        again(topic, member, body=f"Ask @{other.name}.")
