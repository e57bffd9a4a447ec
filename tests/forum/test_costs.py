"""Every list costs the same number of queries for one row and for three."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from files.actions import attach
from forum.models import ReadMark, Revision
from notifications.models import Notice
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def cost(client_of, member):
    """cost(address) -> the number of queries of a page for Amara Member, who has nothing unread by then."""
    client = client_of(member)

    def count(address):
        client.get(address)  # whatever is read once for a process, and marks that move
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert response.status_code == 200
        return len(queries)

    return count


def test_boards(cost, member, make_member, make_space):
    def add():
        make_topic(make_board("public"), make_member())
        make_topic(make_board("members"), make_member())
        make_topic(make_board(make_space("secret", people=[member]).audience), member)

    add()
    one = cost("/forum/")
    add(), add()

    assert cost("/forum/") == one


def test_topics_of_a_board(cost, board, make_member):
    def add():
        topic = make_topic(board, make_member())
        make_reply(topic, make_member())

    add()
    one = cost(f"/forum/b/{board.ref}/")
    add(), add()

    assert cost(f"/forum/b/{board.ref}/") == one


@pytest.mark.parametrize("place", ["members", "space"])
def test_posts_of_a_topic_with_files_versions_mentions_and_links(cost, member, make_member, make_space, place):
    writer = make_member("Writer")
    audience = "members" if place == "members" else make_space("secret", keeper=member, people=[writer]).audience
    board = make_board(audience)
    topic, elsewhere = make_topic(board, writer), make_topic(board, writer)
    address = f"/forum/t/{topic.ref}/"

    def add():
        post = make_reply(
            topic, writer, body=f"@[x](person:{member.ref}) see [y](topic:{elsewhere.ref}) {topic.posts.count()}."
        )
        attach(stored(writer, "png"), to=post, by=writer)
        Revision.objects.create(post=post, number=1, body="Before.", by=writer)
        Revision.objects.create(post=post, number=2, body=post.body, by=writer)

    add()
    one = cost(address)
    add(), add()

    assert cost(address) == one


def test_a_topic_costs_the_same_however_many_pages_it_has(cost, topic, other):
    address = f"/forum/t/{topic.ref}/"
    one = cost(address)
    for _ in range(25):
        make_reply(topic, other)

    assert cost(address) == one


def test_versions_of_a_post(cost, post, other, member):
    ReadMark.objects.create(user=member, topic=post.topic, number=2)
    address = f"/forum/p/{post.ref}/history/"

    def add(number):
        Revision.objects.create(post=post, number=number, body=f"[y](topic:{post.topic.ref}) {number}", by=other)

    add(1)
    one = cost(address)
    add(2), add(3)

    assert cost(address) == one


def test_files_in_the_form_of_an_edit(cost, topic, member):
    post = make_reply(topic, member)
    address = f"/forum/p/{post.ref}/edit/"

    def add():
        attach(stored(member), to=post, by=member)

    add()
    one = cost(address)
    add(), add()

    assert cost(address) == one


def test_the_home_page_with_its_panels(cost, board, make_member, moderator):
    def add():
        make_topic(board, make_member())

    add()
    one = cost("/")
    add(), add()

    assert cost("/") == one


def test_concepts_beside_topics(cost, board, member, other):
    load()
    concepts = list(Concept.objects.order_by("pk")[:6])
    first = make_topic(board, other, concepts=concepts[:1])
    address = f"/forum/b/{board.ref}/"
    one = cost(address)
    make_topic(board, other, concepts=concepts[1:3]), make_topic(board, other, concepts=concepts[3:])

    assert cost(address) == one
    assert first.concepts.count() == 1


def test_writing_a_reply_costs_the_same_in_a_long_topic(topic, member, other):
    def count():
        with CaptureQueriesContext(connection) as queries:
            make_reply(topic, member)
        return len(queries)

    count()
    few = count()
    for _ in range(5):
        make_reply(topic, other)

    assert count() == few
