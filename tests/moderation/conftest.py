import pytest

from tests.factories.forum import make_board, make_reply, make_topic


@pytest.fixture
def board(db):
    """A board of all members."""
    return make_board()


@pytest.fixture
def post(board, other):
    """Otto Other's answer in his own question."""
    return make_reply(make_topic(board, other), other)


@pytest.fixture
def inside(make_space, other):
    """A secret space that Otto Other is in; Karla Keeper keeps it."""
    return make_space("secret", people=[other], name="Quiet Kestrel")


@pytest.fixture
def secret_post(inside, other):
    return make_topic(make_board(inside.audience), other, title="Kestrel question").posts.get()
