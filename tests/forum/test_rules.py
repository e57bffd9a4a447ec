"""People × situation → answer."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum import actions, rules
from forum.models import Board, Post, Topic
from members.actions import add_to_space
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(make_member, member):
    """One person of each standing towards the forum."""
    return {
        "nobody": AnonymousUser(),
        "author": make_member("Author"),
        "member": member,
        "moderator": make_member("Moderator", roles=["moderator"]),
        "listed": make_member("Listed"),
        "steward": make_member("Steward", roles=["steward"]),
        "dormant": _dormant(make_member("Dormant")),
    }


def _dormant(person):
    person.dormant_at = timezone.now()
    person.save()
    return person


@pytest.fixture
def post(people):
    board = make_board(moderators=[people["listed"]])
    topic = make_topic(board, people["author"])
    return make_reply(topic, people["author"])


def those(people, rule, *things):
    return {name for name, person in people.items() if rule(person, *things)}


MEMBERS = {"author", "member", "moderator", "listed", "steward"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (rules.can_edit, {"author"}),
        (rules.can_withdraw, {"author"}),
        (rules.can_hide, {"moderator", "listed"}),
        (rules.can_restore, set()),
        (rules.can_report, MEMBERS - {"author"}),
        (rules.can_read, MEMBERS),
    ],
)
def test_who_may_do_what_with_a_post_that_stands(people, post, rule, expected):
    assert those(people, rule, post) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (rules.can_edit, set()),
        (rules.can_withdraw, set()),
        (rules.can_hide, set()),
        (rules.can_restore, {"moderator", "listed"}),
        (rules.can_report, set()),
        (rules.can_read, {"author", "moderator", "listed"}),
    ],
)
def test_who_may_do_what_with_a_hidden_post(people, post, rule, expected):
    post = actions.hide_post(post, by=people["moderator"])

    assert those(people, rule, post) == expected


def test_who_may_do_what_with_a_topic(people, post):
    answers = {
        rule.__name__: those(people, rule, post.topic) for rule in (rules.can_reply, rules.can_close, rules.can_read)
    }

    assert answers == {"can_reply": MEMBERS, "can_close": {"moderator", "listed"}, "can_read": MEMBERS}


def test_nobody_writes_in_a_closed_topic_and_authors_still_withdraw(people, post):
    post.topic = actions.lock_topic(post.topic, by=people["moderator"])

    assert those(people, rules.can_reply, post.topic) == set()
    assert those(people, rules.can_edit, post) == set()
    assert those(people, rules.can_withdraw, post) == {"author"}


def test_nobody_writes_on_an_archived_board(people, post):
    post.topic.board.archived_at = timezone.now()

    assert those(people, rules.can_start_topic, post.topic.board) == set()


def test_everybody_reads_a_public_board_and_members_write_on_it(people):
    board = make_board("public")

    assert those(people, rules.can_read, board) == set(people)
    assert those(people, rules.can_start_topic, board) == MEMBERS


def test_in_a_space_its_own_people_decide_and_no_staff(people, make_space):
    space = make_space("secret", keeper=people["member"])
    for role, name in [("reader", "listed"), ("moderator", "author")]:
        add_to_space(people[name], space, by=people["member"], role=role)
    board = make_board(space.audience, moderators=[people["steward"], people["listed"]])
    topic = make_topic(board, people["author"])

    assert those(people, rules.can_read, board) == {"member", "listed", "author"}
    assert those(people, rules.can_start_topic, board) == {"member", "author"}
    assert those(people, rules.can_moderate, board) == {"member", "author"}
    assert those(people, rules.can_hide, topic) == {"member", "author"}


def test_the_list_of_moderated_boards_agrees_with_the_rule(people, make_space):
    space = make_space("invite", keeper=people["author"], people=[people["member"]])
    boards = [make_board("public"), make_board(moderators=[people["listed"]]), make_board(space.audience)]

    for person in people.values():
        by_rule = {board.pk for board in boards if rules.can_moderate(person, board)}
        assert set(Board.objects.moderated_by(person).values_list("pk", flat=True)) == by_rule


@pytest.mark.parametrize(
    ("source", "target", "may"),
    [
        ("public", "members", True),
        ("public", "space", True),
        ("members", "space", True),
        ("members", "members", True),
        ("space", "space", True),
        ("members", "public", False),
        ("space", "members", False),
        ("space", "public", False),
    ],
)
def test_a_quote_never_reaches_more_readers_than_its_source(make_space, member, source, target, may):
    space = make_space(people=[member])
    audience = {"public": "public", "members": "members", "space": space.audience}
    quoted = Post.objects.get(topic=make_topic(make_board(audience[source]), member))

    assert rules.can_quote(member, quoted, make_topic(make_board(audience[target]), member)) is may


def test_nobody_quotes_from_one_space_into_another(make_space, member):
    here, there = (make_board(make_space(people=[member]).audience) for _ in range(2))
    quoted = Post.objects.get(topic=make_topic(here, member))

    assert rules.can_quote(member, quoted, make_topic(there, member)) is False


def test_who_may_make_a_board(people, make_space):
    board, space = make_board(), make_space(keeper=people["member"])

    assert those(people, rules.can_create_board, board.audience) == {"steward"}
    assert those(people, rules.can_create_board, space.audience) == {"member"}


def test_a_topic_out_of_sight_is_seen_by_its_author_and_moderators(people, post):
    actions.hide_topic(post.topic, by=people["moderator"])

    seen = {name for name, person in people.items() if Topic.objects.visible_to(person).exists()}
    assert seen == {"author", "moderator", "listed"}
