"""T7: what is moved, joined or split is read by no more people, and what is left of it leads nobody to where they may
not be."""

import pytest

from core.things import key_of
from forum import actions
from forum.models import PostStub, TopicStub
from forum.moves import Plan, carried, digest, plan_of
from members.actions import add_to_space
from moderation.actions import flag
from moderation.models import ReviewItem
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
UNKNOWN = "aaaaaaaaaa"


def text(response):
    return response.content.decode()


@pytest.fixture
def board(db):
    return make_board()


@pytest.fixture
def topic(board, other):
    return make_topic(board, other)


@pytest.fixture
def post(topic, other):
    return make_reply(topic, other)


@pytest.fixture
def keeper(make_member):
    return make_member("Karla Keeper")


@pytest.fixture
def space(make_space, keeper, other):
    return make_space("secret", keeper=keeper, people=[other], name="Quiet Kestrel")


@pytest.fixture
def inside(space, other):
    """A topic in the secret space, with an answer."""
    topic = make_topic(make_board(space.audience, title="Kestrel board"), other, title="Kestrel question")
    make_reply(topic, other, body="Kestrel answer")
    return topic


@pytest.fixture
def second_keeper(space, keeper, make_member):
    """Another who moderates in the space."""
    person = make_member("Second Keeper")
    add_to_space(person, space, by=keeper, role="moderator")
    return person


def test_a_stub_leads_nobody_into_another_audience(
    as_member, client_of, topic, post, board, space, keeper, other, make_member
):
    mover = make_member("Mover", roles=["moderator"])
    add_to_space(mover, space, by=keeper, role="member")
    there = make_topic(make_board(space.audience), other, title="Kestrel question")
    third = make_reply(topic, other)
    actions.move(topic, Plan(there.board, numbers=(3,), into=there), by=mover)
    page = text(as_member.get(f"/forum/t/{topic.ref}/"))
    actions.move(topic, Plan(there.board, into=there), by=mover)

    assert (there.ref in page, "in another topic" in page) == (False, False)
    for client in (as_member, client_of(other)):
        assert client.get(f"/forum/t/{topic.ref}/").status_code == 404
    assert as_member.get(f"/forum/p/{third.ref}/").status_code == 404
    assert as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "Mine."}).status_code == 404


def test_where_the_other_topic_moved_on_to_fewer_readers_the_stub_is_silent(
    as_member, board, other, space, keeper, make_member
):
    mover = make_member("Mover", roles=["moderator"])
    add_to_space(mover, space, by=keeper, role="member")
    one, two = make_topic(board, other), make_topic(board, other)
    actions.move(one, Plan(board, into=two), by=mover)
    led = as_member.get(f"/forum/t/{one.ref}/").status_code
    actions.move(two, Plan(make_board(space.audience)), by=mover)

    after, nothing = as_member.get(f"/forum/t/{one.ref}/"), as_member.get(f"/forum/t/{UNKNOWN}/")
    assert (led, after.status_code, nothing.status_code) == (302, 404, 404)
    assert (TopicStub.objects.count(), PostStub.objects.count()) == (1, 1)


def test_only_topics_that_one_can_write_in_are_named_as_places_to_join(as_moderator, topic, inside):
    answers = [as_moderator.post(f"/forum/t/{topic.ref}/move/", {"into": ref}) for ref in (inside.ref, UNKNOWN)]

    said = [list(answer.context["form"].errors["into"]) for answer in answers]
    assert said[0] == said[1]
    assert "Kestrel" not in text(answers[0])


def test_what_was_typed_for_fewer_is_not_shown_to_more(client_of, inside, keeper, second_keeper, board, other):
    wish = actions.move(inside, Plan(board), by=keeper)
    actions.agree_to_move(wish, by=second_keeper, seen=digest(inside, plan_of(wish), carried(inside)))
    sent = {"body": "For us alone.", "read_by": inside.audience_id}

    page = client_of(other).post(f"/forum/t/{inside.ref}/reply/", sent)

    assert "more people will read your text" in text(page)
    assert page.context["form"]["body"].value() == "For us alone."
    assert 'name="read_by" value="members"' in text(page)
    assert inside.posts.count() == 2


def test_what_was_said_of_it_before_it_came_is_told_to_no_new_moderator(
    client_of, moderator, inside, board, keeper, second_keeper
):
    post = inside.posts.get(number=2)
    flag(post, by=keeper, reason="It names the Kestrel witness.")
    flag(inside, by=second_keeper, reason="Not for a Kestrel.")
    actions.hide_topic(inside, by=keeper, reason="Kestrel in it.")
    actions.restore_topic(inside, by=keeper)
    wish = actions.move(inside, Plan(board), by=keeper)
    actions.agree_to_move(wish, by=second_keeper, seen=digest(inside, plan_of(wish), carried(inside)))
    actions.lock_topic(inside, by=moderator)
    item, new = ReviewItem.objects.get(key=key_of(post)), client_of(moderator)

    pages = [new.get(address) for address in ("/moderation/", item.get_absolute_url(), "/moderation/log/")]

    words = ("Karla Keeper", "the Kestrel witness", "Kestrel in it")
    assert [[word for word in words if word in text(page)] for page in pages] == [[], [], []]
    assert new.get(f"/moderation/of/{key_of(inside)}/").status_code == 404
    assert "forum.lock_topic" in [line.entry.verb for line in pages[2].context["lines"]]
