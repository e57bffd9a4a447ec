import pytest

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
