"""An index of the test's own, and what may be put into it."""

import pytest

from search.engine import engine
from search.rebuild import rebuild
from search.work import run_once
from tests.factories.forum import make_board, make_reply, make_topic


@pytest.fixture
def embedded(settings):
    """tantivy, whatever form is tested: for what is done to its files."""
    settings.SEARCH = None


@pytest.fixture
def index(db, settings, tmp_path):
    """An empty index of this test's own, on the engine in use; returns a function that works off all that waits."""
    settings.INDEX_ROOT = tmp_path / "index"
    rebuild()

    def work_off():
        total = 0
        while done := run_once():
            total += done
        return total

    work_off()
    yield work_off
    engine().close()


@pytest.fixture
def board(index):
    """A board of all members."""
    return make_board()


@pytest.fixture
def public_board(index):
    return make_board("public")


@pytest.fixture
def secret_board(index, make_space, other):
    """A board in a secret space that Otto Other and its keeper are in."""
    space = make_space("secret", people=[other], name="Quiet Kestrel")
    return make_board(space.audience, title="Kestrel board")


@pytest.fixture
def say(other):
    """say(board, title, body, by=Otto) -> a topic; say(topic, body=…) -> a reply in it."""

    def write(place, title="", body="", by=other, **more):
        if title:
            return make_topic(place, by, title=title, body=body or "Nothing else.", **more)
        return make_reply(place, by, body=body, **more)

    return write
