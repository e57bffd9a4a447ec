import pytest

from moderation.models import ReviewItem
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


@pytest.fixture
def held_post(other, make_member):
    """Otto Other's answer that waits, on a board where every post does."""
    board = make_board(posting="all_held", moderators=[make_member("Lena Listed")])
    topic = make_topic(board, board.moderators.get(), title="Open question")
    return make_reply(topic, other, body="Waiting words.")


@pytest.fixture
def item_of(db):
    """item_of(thing) -> its last item, fresh."""
    from core.things import key_of

    return lambda thing: ReviewItem.objects.filter(key=key_of(thing)).order_by("-pk").first()
