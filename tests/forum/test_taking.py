"""A topic on paper and as a file, a public board as a feed: the labels go with it, and it is on record who took it."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.forms import new_once
from core.models import AuditEntry
from core.things import key_of
from files.actions import attach
from forum import actions, copies
from forum.models import Post, Topic
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.members.conftest import fresh_client_of  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def label(post, key):
    Post.objects.filter(pk=post.pk).update(handling=key)


def text(response):
    return response.content.decode()


# --- on paper


def test_all_posts_stand_on_one_page_with_their_labels(as_member, topic, other):
    for _ in range(25):
        post = make_reply(topic, other)
    label(post, "ask_first")

    page = text(as_member.get(f"/forum/t/{topic.ref}/print/"))

    assert re.findall(r'class="leaf" id="p(\d+)"', page) == [str(number) for number in range(1, 27)]
    assert page.count('<p class="handling">') == 1


def test_long_topics_come_on_several_sheets(as_member, topic, other, monkeypatch):
    monkeypatch.setattr(copies, "MOST_PRINTED", 2)
    make_reply(topic, other), make_reply(topic, other)

    first, second = (text(as_member.get(f"/forum/t/{topic.ref}/print/", {"from": start})) for start in (1, 3))

    assert (re.findall(r'id="p(\d+)"', first), re.findall(r'id="p(\d+)"', second)) == (["1", "2"], ["3"])
    assert ('href="?from=3"' in first, 'href="?from=' in second) == (True, False)


def test_what_is_hidden_is_on_no_paper_of_moderators_either(client_of, moderator, topic, post):
    actions.hide_post(post, by=moderator)

    page = text(client_of(moderator).get(f"/forum/t/{topic.ref}/print/"))

    assert re.findall(r'id="p(\d+)"', page) == ["1"]


def test_a_sheet_costs_the_same_for_two_posts_and_for_five(as_member, topic, other, board):
    def add():
        post = make_reply(topic, other, body=f"See [y](topic:{topic.ref}), {new_once()}.")
        attach(stored(other), to=post, by=other)

    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            as_member.get(address)
        return len(queries)

    address = f"/forum/t/{topic.ref}/print/"
    add()
    cost(address)
    one = cost(address)
    add(), add(), add()

    assert cost(address) == one


# --- as a file


@pytest.fixture
def freshly(fresh_client_of, member):  # noqa: F811
    """Amara Member, who has just signed in."""
    return fresh_client_of(member)


def test_a_topic_is_exported_as_markdown_under_a_name_that_tells_nothing(freshly, member, board, other, settings):
    elsewhere = make_topic(board, other)
    topic = make_topic(
        board, other, title="How to ask", body=f"As @[Amara]({key_of(member)}) said [there](topic:{elsewhere.ref})."
    )
    attach(stored(other, name="notes.pdf"), to=make_reply(topic, member, body="- one\n- two"), by=other)

    answer = freshly.post(f"/forum/t/{topic.ref}/export/")

    said = text(answer)
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="topic-{topic.ref}.md"'
    assert said.startswith("# How to ask\n")
    assert f"As @Amara said [there]({settings.BASE_URL}/forum/t/{elsewhere.ref}/)." in said
    assert re.findall(r"^## (.*)$", said, re.MULTILINE) == ["1 · Otto Other", "2 · Amara Member"]
    assert ("- one\n- two" in said, "File: notes.pdf" in said) == (True, True)


def test_an_export_names_nobody_whose_label_keeps_it_so(freshly, member, board, other):
    topic = make_topic(board, other, handling="not_for_attribution", body="Plainly said.")
    make_reply(topic, member, handling="community")

    said = text(freshly.post(f"/forum/t/{topic.ref}/export/"))

    assert re.findall(r"^## (.*)$", said, re.MULTILINE) == [
        "1 · An expert from a member institution",
        "2 · Amara Member",
    ]
    assert "Plainly said." in said


def test_each_export_is_on_record(freshly, member, topic):
    freshly.post(f"/forum/t/{topic.ref}/export/")

    entry = AuditEntry.objects.get(verb="forum.export_topic")
    assert (entry.actor, entry.key) == (key_of(member), key_of(topic))


def test_a_label_that_keeps_a_text_here_leaves_its_mark_and_a_sentence(freshly, topic, other):
    post = make_reply(topic, other, body="Kestrel words.")
    label(post, "ask_first")

    said = text(freshly.post(f"/forum/t/{topic.ref}/export/"))

    assert ("Kestrel" in said, said.count("Its label keeps this text in Fora."), said.count("**")) == (False, 1, 2)


def test_an_export_asks_again_who_one_is(as_member, topic):
    answer = as_member.post(f"/forum/t/{topic.ref}/export/")

    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert AuditEntry.objects.filter(verb="forum.export_topic").count() == 0


def test_five_topics_a_day_are_exported_and_no_more(freshly, topic):
    answers = [freshly.post(f"/forum/t/{topic.ref}/export/").status_code for _ in range(6)]

    assert answers == [200] * 5 + [302]
    assert AuditEntry.objects.filter(verb="forum.export_topic").count() == 5


# --- as a feed


@pytest.fixture
def public(db):
    return make_board("public", title="Open board")


def entries(answer):
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def test_a_public_board_has_a_feed_of_its_newest_topics(anonymous, public, other):
    old, new = (
        make_topic(public, other, title="Old"),
        make_topic(public, other, title="New & <b>", body="Some *words*."),
    )

    answer = anonymous.get(f"/forum/b/{public.ref}/feed/")

    found = entries(answer)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entry.find(f"{ATOM}title").text for entry in found] == ["New & <b>", "Old"]
    assert found[0].find(f"{ATOM}link").get("href").endswith(new.get_absolute_url())
    assert (found[0].find(f"{ATOM}summary").text, found[1].find(f"{ATOM}author/{ATOM}name").text) == (
        "Some words.",
        "Otto Other",
    )
    assert old.title == "Old"


def test_the_feed_need_not_be_sent_again(anonymous, public, other):
    make_topic(public, other)
    first = anonymous.get(f"/forum/b/{public.ref}/feed/")
    again = anonymous.get(f"/forum/b/{public.ref}/feed/", headers={"If-None-Match": first.headers["ETag"]})
    since = anonymous.get(f"/forum/b/{public.ref}/feed/", headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (again.status_code, since.status_code, again.content) == (304, 304, b"")
    assert first.headers["Cache-Control"] == "public, max-age=300"


def test_what_a_label_keeps_from_being_shown_in_pieces_is_in_no_feed(anonymous, public, other):
    topic = make_topic(public, other, body="Kestrel words.")
    label(topic.posts.get(), "ask_first")

    [entry] = entries(anonymous.get(f"/forum/b/{public.ref}/feed/"))

    assert (entry.find(f"{ATOM}title").text, entry.find(f"{ATOM}author")) == (topic.title, None)
    assert b"Kestrel" not in ElementTree.tostring(entry)


def test_hidden_topics_leave_the_feed(client_of, public, other, moderator):
    topic = make_topic(public, other)
    Topic.objects.filter(pk=topic.pk).update(hidden_at=timezone.now())

    feeds = [entries(client_of(who).get(f"/forum/b/{public.ref}/feed/")) for who in (None, moderator, other)]

    assert feeds == [[], [], []]


def test_the_page_of_a_public_board_names_its_feed_and_others_have_none(as_member, public, board):
    pages = [text(as_member.get(each.get_absolute_url())) for each in (public, board)]

    assert [
        page.count(f'href="/forum/b/{each.ref}/feed/"') for page, each in zip(pages, (public, board), strict=True)
    ] == [2, 0]


def test_a_feed_costs_the_same_for_one_topic_and_for_three(anonymous, public, make_member):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            anonymous.get(f"/forum/b/{public.ref}/feed/")
        return len(queries)

    make_topic(public, make_member())
    cost()
    one = cost()
    make_topic(public, make_member()), make_topic(public, make_member())

    assert cost() == one
