"""What is looked for in one topic, and what a page that stays open is told of it."""

import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.things import key_of
from forum import actions
from members.sessions import BEGAN, EVERY, SEEN
from tests.factories.forum import make_reply, make_topic
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
HIT = re.compile(r'<article class="noted result" data-key="([^"]+)"')


def fresh(client, topic, after=1, **headers):
    return client.get(f"/forum/t/{topic.ref}/fresh/", {"after": after}, headers=headers)


# --- what came since


def test_what_others_wrote_since_is_one_line_that_leads_to_the_first_of_it(as_member, member, topic, other):
    make_reply(topic, member), make_reply(topic, other), make_reply(topic, other)

    line = fresh(as_member, topic).content.decode()

    assert re.sub(r"\s+", " ", line).strip() == f'<a class="new" href="/forum/t/{topic.ref}/#p3">2 new posts</a>'


def test_where_nothing_came_there_is_no_text(as_member, member, topic):
    make_reply(topic, member)

    answer = fresh(as_member, topic)

    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_it_is_not_said_again_until_something_changes(as_member, topic, other):
    etag = fresh(as_member, topic).headers["ETag"]
    again = fresh(as_member, topic, **{"If-None-Match": etag})
    make_reply(topic, other)
    changed = fresh(as_member, topic, **{"If-None-Match": etag})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)


def test_what_is_hidden_is_not_counted(as_member, moderator, topic, other):
    actions.hide_post(make_reply(topic, other), by=moderator)

    assert fresh(as_member, topic).content.strip() == b""


def test_it_is_one_query_beside_the_readers_rights(as_member, topic, other):
    make_reply(topic, other)
    fresh(as_member, topic)

    with CaptureQueriesContext(connection) as queries:
        fresh(as_member, topic)

    assert len([query for query in queries if "forum_topic" in query["sql"]]) == 1


def test_a_page_that_asks_by_itself_keeps_no_session_alive(as_member, topic):
    as_member.get("/")
    session = as_member.session
    session[BEGAN] = session[SEEN] = before = time.time() - EVERY - 10
    session.save()

    fresh(as_member, topic)
    unattended = as_member.session[SEEN]
    as_member.get(topic.get_absolute_url())

    assert (unattended, as_member.session[SEEN] > before) == (before, True)


def test_the_page_says_where_to_ask_from_its_last_post_on(as_member, topic, post):
    page = as_member.get(topic.get_absolute_url()).content.decode()

    assert f'data-behaviour="fresh" data-address="/forum/t/{topic.ref}/fresh/?after=2"' in page


# --- search in a topic


@pytest.fixture
def talk(index, board, other, member):  # noqa: F811
    """A topic that speaks of canaries in its opening and in its third post, and another topic that does too."""
    topic = make_topic(board, other, title="Birds", body="A canary.")
    make_reply(topic, member, body="Nothing.")
    make_reply(topic, member, body="Many canaries.")
    make_topic(board, other, title="Canary elsewhere")
    index()
    return topic


def test_only_the_posts_of_the_topic_are_searched_and_each_says_its_number(as_member, talk):
    page = as_member.get(f"/forum/t/{talk.ref}/search/", {"q": "canary"}).content.decode()

    third = talk.posts.get(number=3)
    assert set(HIT.findall(page)) == {key_of(talk), key_of(third)}
    assert f'<a href="{third.get_absolute_url()}"><bdi>Post 3</bdi></a>' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "only the posts of this topic are searched"),
        ("ostrich", "No post of this topic speaks of it."),
        ('"?', "No post of this topic speaks of it."),
    ],
)
def test_nothing_typed_or_found_says_what_to_do_next(as_member, talk, typed, said):
    assert said in as_member.get(f"/forum/t/{talk.ref}/search/", {"q": typed}).content.decode()


def test_hits_in_a_topic_come_in_pages(as_member, talk, member, index):  # noqa: F811
    for number in range(25):
        make_reply(talk, member, body=f"A canary {number}.")
    index()

    pages = [as_member.get(f"/forum/t/{talk.ref}/search/", {"q": "canary", "page": page}) for page in (1, 2)]

    keys = [HIT.findall(page.content.decode()) for page in pages]
    assert ([len(each) for each in keys], len(set(keys[0]) | set(keys[1]))) == ([20, 7], 27)


def test_searches_in_topics_are_counted_with_the_others(as_member, talk, settings):
    settings.SEARCHES_PER_MINUTE = 1

    answers = [as_member.get(f"/forum/t/{talk.ref}/search/", {"q": "canary"}).status_code for _ in range(2)]

    assert answers == [200, 429]
