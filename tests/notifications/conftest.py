import pytest

from tests.factories.forum import make_board, make_topic


@pytest.fixture
def topic(db, member):
    """A question by Amara Member, on a board of all members."""
    return make_topic(make_board(), member, title="Who holds the phone?")
