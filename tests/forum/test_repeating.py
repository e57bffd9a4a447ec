"""The same text from a second device is not sent twice; its writer alone is led to the one that is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.forms import new_once
from forum import actions, drafts, refusals
from forum.models import Conversation, Draft, Message, Post, Topic
from forum.signing import Sign
from moderation.attribution import NOBODY
from tests.factories.files import stored
from tests.factories.forum import make_board, make_conversation, make_message, make_reply, make_topic

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


# --- topics


def test_a_topic_sent_from_two_devices_is_one_and_the_second_comes_to_it(client_of, board, member):
    said = {"title": "Who reads the exit?", "kind": "question", "language": "en", "draft": "1"}
    drafts.keep({**said, "body": BODY}, f"board:{board.ref}", by=member)

    pages = [
        client_of(member).post(f"/forum/b/{board.ref}/new/", {**said, "body": body, "once": new_once()}, follow=True)
        for body in (BODY, AGAIN)
    ]

    assert ["already" in page.content.decode() for page in pages] == [False, True]
    assert (Topic.objects.count(), Draft.objects.count()) == (1, 0)
    assert pages[1].redirect_chain[-1] == (Post.objects.get().get_absolute_url(), 302)


@pytest.mark.parametrize("way", ["later", "withdrawn", "title", "body", "board", "person", "file"])
def test_a_topic_that_may_be_meant_is_started(board, member, other, way):
    said = {"title": "Who reads the exit?", "body": BODY}
    there, by = make_topic(board, member, **said), member
    if way == "later":
        Topic.objects.filter(pk=there.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    elif way == "withdrawn":
        Topic.objects.filter(pk=there.pk).update(withdrawn_at=timezone.now())
    elif way in said:
        said[way] += " Really."
    elif way == "board":
        board = make_board()
    elif way == "person":
        by = other
    else:
        said["files"] = [stored(member, "png")]

    assert make_topic(board, by, **said).pk != there.pk


# --- messages


def test_a_message_sent_from_two_devices_is_one_and_the_second_comes_to_it(client_of, member, other):
    talk = make_conversation(other, member).conversation

    pages = [
        client_of(member).post(f"/forum/c/{talk.ref}/write/", {"body": body, "once": new_once()}, follow=True)
        for body in (BODY, AGAIN)
    ]

    assert ["Nothing was sent twice" in page.content.decode() for page in pages] == [False, True]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    assert talk.messages.count() == 2


def test_after_an_answer_the_same_word_is_another_message(member, other):
    talk = make_conversation(other, member).conversation
    make_message(talk, member, body="Yes.")
    make_message(talk, other)

    assert make_message(talk, member, body="Yes.").number == 4


def test_a_conversation_begun_on_two_devices_is_one(client_of, member, other):
    sent = {"people": [other.ref], "title": "", "body": BODY}

    pages = [client_of(member).post("/forum/c/new/", {**sent, "once": new_once()}, follow=True) for _ in range(2)]

    assert ["Nothing was sent twice" in page.content.decode() for page in pages] == [False, True]
    assert (Conversation.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.parametrize("way", ["later", "people", "title", "body"])
def test_a_conversation_that_may_be_meant_is_begun(member, other, make_member, way):
    there, people = make_conversation(member, other, body=BODY), [other]
    options = {"body": BODY, **({way: "Really."} if way in ("title", "body") else {})}
    if way == "later":
        Message.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    elif way == "people":
        people.append(make_member())

    assert make_conversation(member, *people, **options).conversation != there.conversation
