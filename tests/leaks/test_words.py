"""What is watched in a sealed space is told to nobody outside it: not by the lists, by trying, or by sending."""

import pytest

from core.forms import new_once
from members.models import Space
from moderation import actions
from tests.factories.forum import make_board, make_topic

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"


@pytest.fixture
def watched(make_space, make_member):
    keeper = make_member("Karla Keeper")
    space = make_space(Space.SECRET, keeper=keeper, name="Quiet group")
    return actions.watch_words(CANARY, by=keeper, audience=space.audience_id, outcome="hold")[0]


@pytest.mark.parametrize("who", ["moderator", "steward", "editor", "member", "auditor"])
def test_the_lists_and_trying_tell_nothing_of_it(client_of, request, watched, who):
    client = client_of(request.getfixturevalue(who))

    pages = [
        client.get("/moderation/words/"),
        client.post("/moderation/words/try/", {"try-text": f"A {CANARY.lower()}."}),
    ]

    assert [CANARY in page.content.decode() or "<mark>" in page.content.decode() for page in pages] == [False, False]
    assert client.post(f"/moderation/words/{watched.ref}/remove/").status_code == 404


def test_sending_it_elsewhere_asks_nothing(as_member, other, watched):
    topic = make_topic(make_board(), other)

    as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": f"A {CANARY}.", "once": new_once(), "language": "en"})

    post = topic.posts.get(number=2)
    assert (post.body, post.held_at) == (f"A {CANARY}.", None)
