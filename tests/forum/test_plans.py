"""No page of every day reads a whole table that grows: the judge is that of `python -m benchmarks.plans`."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.plans import queries_of, scans_among
from forum.models import Post
from notifications.models import Notice
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def judged(client_of, member):
    """judged(address) -> the queries of the page, for Amara Member, that read a whole growing table."""
    client = client_of(member)

    def judge(address):
        queries = queries_of(client, address)
        with connection.cursor() as cursor:
            # A small table is read whole whatever there is: so any way around that is taken where there is one.
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL enable_seqscan = off")
            else:
                _forget_statistics(cursor)
            assert len(queries) > 5
            return scans_among(queries)

    return judge


def _forget_statistics(cursor):
    """What another test's worker has told SQLite of how few rows there are."""
    if "sqlite_stat1" in connection.introspection.table_names(cursor):
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_schema")


@pytest.fixture
def topic(make_space, member, other):
    """A topic in a space, one of several, with all that hangs on topics; something in it is new and told of."""
    load()
    space = make_space("secret", keeper=member, people=[other])
    for board in (make_board("public"), make_board("members"), make_board(space.audience)):
        topic = make_topic(board, other, concepts=Concept.objects.all()[:2], body=f"@[x](person:{member.ref})")
        reply = make_reply(topic, other, body=f"[x](topic:{topic.ref}) [y](post:{topic.posts.get().ref})")
        Post.objects.filter(pk=reply.pk).update(edited_at=reply.created_at)
    Notice.objects.create(recipient=member, kind="forum.reply", key=f"post:{reply.ref}")
    return topic


PAGES = [
    "/forum/t/{topic.ref}/",
    "/forum/b/{topic.board.ref}/",
    "/forum/b/{topic.board.ref}/?sort=newest",
    "/forum/b/{topic.board.ref}/?sort=answers",
    *(f"/forum/topics/?show={name}" for name in ("new", "unread", "unanswered", "mine", "followed")),
    *(f"/forum/{name}/" for name in ("bookmarks", "drafts", "c")),
    *(f"/moderation/{rest}" for rest in ("", "log/", "deletions/")),
    "/",
]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_every_day_scans_a_table_that_grows(judged, topic, page):
    assert judged(page.format(topic=topic)) == []


def test_a_scan_is_seen(topic):
    with CaptureQueriesContext(connection) as queries:
        list(Post.objects.filter(body_html="none"))
    asked = [query["sql"] for query in queries]

    assert [sql for sql, _plan in scans_among(asked)] == asked
