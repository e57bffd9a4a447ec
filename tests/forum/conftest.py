from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from tests.factories.forum import make_board, make_reply, make_topic


@pytest.fixture
def board(db):
    """A board of all members."""
    return make_board()


@pytest.fixture
def topic(board, other):
    """A question by Otto Other."""
    return make_topic(board, other)


@pytest.fixture
def post(topic, other):
    """Otto Other's second post in it."""
    return make_reply(topic, other)


@pytest.fixture
def secret_board(make_space, other):
    """A board in a secret space that Otto Other and its keeper are in."""
    space = make_space("secret", people=[other], name="Quiet Kestrel")
    return make_board(space.audience, title="Kestrel board")


@pytest.fixture
def audited():
    """`with audited() as entries:` fills a list with what was written into the record meanwhile."""

    @contextmanager
    def during():
        before, entries = AuditEntry.objects.count(), []
        yield entries
        entries += AuditEntry.objects.order_by("pk").values_list("verb", flat=True)[before:]

    return during


@pytest.fixture
def cost_of(db):
    """cost_of(client, address) -> the number of queries of a page, once all that is read for a process was read."""

    def count(client, address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count
