"""Before a text is sent: what was found in it is shown, its writer decides, and the decision is recorded."""

import re
from html import unescape

import pytest

from core.forms import new_once
from core.models import AuditEntry
from core.things import key_of
from forum import actions
from forum.actions.polls import Ask, start_poll
from forum.models import Asked, Post, Topic
from moderation.models import ReviewItem, WatchedWord
from tests.factories.forum import make_reply, make_topic

pytestmark = pytest.mark.django_db
FOUND = "Is this meant to be there?"
PHONE = "+380 67 123 45 67"


def text(response):
    return response.content.decode()


def typed(**fields):
    return {"body": f"Ring {PHONE} tonight.", "once": new_once(), "language": "en", **fields}


def sent_on(response, **fields):
    """What a browser sends next from a page that shows what was found."""
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', text(response))[1] for name in ("shown", "as_it_is")}
    return {**{name: unescape(value) for name, value in hidden.items()}, **fields}


def decisions():
    return list(AuditEntry.objects.filter(verb="moderation.check").values_list("key", "outcome", "reason"))


@pytest.fixture
def address(topic):
    return f"/forum/t/{topic.ref}/reply/"


@pytest.fixture
def topic_of_member(board, member):
    return make_topic(board, member)


def test_what_was_found_is_marked_and_named_with_the_text_still_there(as_member, address):
    response = as_member.post(address, typed())

    page = text(response)
    assert (response.status_code, Post.objects.count()) == (200, 1)
    assert f'<mark>{PHONE}</mark> <span class="what"><bdi>phone number</bdi></span>' in page
    assert response.context["form"]["body"].value() == f"Ring {PHONE} tonight."
    assert 'href="#id_body"' in page


def test_a_text_without_any_goes_at_once_and_nothing_is_recorded(as_member, address):
    as_member.post(address, typed(body="Two States agreed, ICC-01/04-01/06, para. 12."))

    assert (Post.objects.count(), decisions()) == (2, [])


def test_its_writer_sends_it_as_it_is_and_that_is_recorded_without_the_text(as_member, topic, address):
    sent = typed()
    page = as_member.post(address, sent)

    as_member.post(address, sent_on(page, **sent))

    assert decisions() == [(key_of(topic.posts.get(number=2)), "as it is", "phone 1 → phone 1")]


def test_its_writer_changes_the_text_and_that_is_recorded(as_member, topic, address):
    sent = typed(body=f"Ring {PHONE}, or write to o.k@court.ua.")
    page = as_member.post(address, sent)
    as_member.post(address, {**sent_on(page, **sent), "as_it_is": "", "body": "Ring me."})

    assert decisions() == [(key_of(topic.posts.get(number=2)), "changed", "address 1, phone 1 → nothing")]


def test_what_is_new_in_the_text_is_asked_for_again(as_member, address):
    sent = typed()
    page = as_member.post(address, sent)

    again = as_member.post(address, sent_on(page, **{**sent, "body": f"{sent['body']} Or 06 12 34 56 78."}))

    assert (FOUND in text(again), Post.objects.count()) == (True, 1)


def test_a_decision_without_our_signature_is_none(as_member, address):
    as_member.post(address, typed(body="Ring me.", shown="phone 7"))

    assert (Post.objects.count(), decisions()) == (2, [])


def test_the_title_of_a_new_topic_is_looked_through_too(as_member, board):
    sent = typed(title=f"Who is {PHONE}?", body="From practice.", kind="question")
    page = as_member.post(f"/forum/b/{board.ref}/new/", sent)
    assert (FOUND in text(page), Topic.objects.count()) == (True, 0)

    as_member.post(f"/forum/b/{board.ref}/new/", sent_on(page, **sent))

    assert decisions() == [(key_of(Topic.objects.get()), "as it is", "phone 1 → phone 1")]


def test_an_edit_asks_for_what_it_adds_and_not_for_what_stood_there(client_of, topic, other):
    post = make_reply(topic, other, body=f"Ring {PHONE}.")
    client, address = client_of(other), f"/forum/p/{post.ref}/edit/"

    client.post(address, typed(body=f"Please ring {PHONE}."))
    asked = client.post(address, typed(body=f"Please ring {PHONE} or 06 12 34 56 78."))

    assert (Post.objects.get(pk=post.pk).body, FOUND in text(asked)) == (f"Please ring {PHONE}.", True)


@pytest.mark.parametrize(
    ("outcome", "said"), [("warn", "watched word</bdi>"), ("hold", "a moderator reads the text before")]
)
def test_a_watched_word_is_shown_with_what_follows(as_member, address, outcome, said):
    WatchedWord.objects.create(words="bluebird", outcome=outcome)

    page = text(as_member.post(address, typed(body="Operation Bluebird went well.")))

    assert ("<mark>Bluebird</mark>" in page, said in page) == (True, True)


def test_a_preview_asks_nothing(as_member, address):
    assert FOUND not in text(as_member.post(address, typed(preview="1")))


def test_what_was_found_is_no_markup(as_member, address):
    page = text(as_member.post(address, typed(body=f"<b>{PHONE}</b> & more")))

    assert f"&lt;b&gt;<mark>{PHONE}</mark>" in page


def test_the_answers_of_a_poll_are_looked_through_too(as_member, board):
    choices = {"choices": f"Yes\nRing {PHONE}"}
    sent = typed(title="Shall we meet?", body="From practice.", kind="poll", **choices)
    page = as_member.post(f"/forum/b/{board.ref}/new/", sent)
    assert (FOUND in text(page), Topic.objects.count()) == (True, 0)

    as_member.post(f"/forum/b/{board.ref}/new/", sent_on(page, **sent))

    assert decisions() == [(key_of(Topic.objects.get()), "as it is", "phone 1 → phone 1")]


def test_what_stands_among_the_answers_of_no_poll_is_not_asked_about(as_member, board):
    as_member.post(f"/forum/b/{board.ref}/new/", typed(title="T", body="B", kind="question", choices=f"Ring {PHONE}"))

    assert (Topic.objects.count(), decisions()) == (1, [])


def test_a_poll_whose_answers_hold_a_word_that_holds_waits(board, member):
    WatchedWord.objects.create(words="bluebird", outcome="hold")

    topic = start_poll(board, ask=Ask(("Yes", "Bluebird")), by=member, title="T", body="B", once=new_once())

    assert topic.held_at is not None


def test_a_new_title_is_looked_through_too(as_member, topic_of_member):
    address, sent = f"/forum/t/{topic_of_member.ref}/edit/", {"title": f"Who is {PHONE}?", "kind": "question"}
    page = as_member.post(address, {**sent, "language": "en"})
    assert (FOUND in text(page), page.context["form"]["title"].value()) == (True, sent["title"])

    as_member.post(address, sent_on(page, **sent, language="en"))

    assert Topic.objects.get().title == sent["title"]
    assert decisions() == [(key_of(topic_of_member), "as it is", "phone 1 → phone 1")]


def test_moderators_look_at_a_new_title_with_a_word_that_holds(topic_of_member, member):
    WatchedWord.objects.create(words="bluebird", outcome="hold")

    actions.edit_topic(topic_of_member, by=member, title="Bluebird", kind="question")

    assert list(ReviewItem.objects.values_list("key", "why")) == [(key_of(topic_of_member), ReviewItem.WORD)]


def test_why_somebody_is_asked_is_looked_through_too(as_member, topic_of_member, other):
    address, sent = f"/forum/t/{topic_of_member.ref}/ask/", {"reason": f"You are at {PHONE}", "person": other.ref}
    page = as_member.post(address, sent)
    assert (FOUND in text(page), Asked.objects.count()) == (True, 0)

    as_member.post(address, sent_on(page, **sent))

    assert Asked.objects.get().user == other
    assert decisions() == [(key_of(topic_of_member), "as it is", "phone 1 → phone 1")]
