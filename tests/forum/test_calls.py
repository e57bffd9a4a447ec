"""Calling on those who moderate or keep a place: in any of the five languages, capped, and no link to people."""

import pytest

from forum import actions, refusals
from forum.calls import MOST_CALLED, called_in, people_called, with_calls
from forum.models import Post
from notifications.models import Notice
from tests.factories.forum import make_reply, make_topic

pytestmark = pytest.mark.django_db


def heard():
    return set(Notice.objects.filter(kind="forum.call").values_list("recipient__name", flat=True))


@pytest.mark.parametrize("word", ["moderators", "Modérateurs", "moderadoras", "المشرفون", "модератори"])
def test_moderators_are_called_in_each_language(topic, member, moderator, other, word):
    post = make_reply(topic, member, body=f"Please look, @{word}: it names a place.")

    assert (called_in(post.body), heard()) == ({"moderators"}, {moderator.name})
    assert f'@<span class="mention">{word}</span>' in post.body_html


def test_keepers_are_called_in_a_space_alone(topic, secret_board, other, member):
    outside = make_reply(topic, member, body="@keepers?")
    inside = make_topic(secret_board, other, body="@keepers?").posts.get()

    assert (called_in(outside.body), called_in(inside.body), heard()) == (set(), {"keepers"}, {"Karla Keeper"})


def test_nothing_is_called_inside_code_or_words(board):
    body = "`@moderators` mail@moderators @moderatorship"

    assert with_calls(body, board) == body


def test_at_most_twenty_people_are_called(board, make_member):
    for _ in range(MOST_CALLED + 1):
        make_member(roles=["moderator"])

    assert len(people_called({"moderators"}, board)) == MOST_CALLED


def test_the_fourth_call_of_a_day_is_refused_with_nothing_written(topic, member, moderator):
    for number in range(3):
        make_reply(topic, member, body=f"@moderators {number}")

    with pytest.raises(refusals.CalledOften):
        make_reply(topic, member, body="@moderators once more")

    assert Post.objects.filter(topic=topic).count() == 4
    assert make_reply(topic, member, body="Without.").number == 5


def test_an_edit_calls_only_those_who_were_not_called_before(topic, member, moderator):
    post = make_reply(topic, member, body="@moderators, see.")
    Notice.objects.all().delete()

    actions.edit_post(post, by=member, body=f"{post.body} And see again.")
    assert heard() == set()

    fresh = make_reply(topic, member, body="Words.")
    actions.edit_post(fresh, by=member, body="Words, @moderators.")
    assert heard() == {moderator.name}


def test_who_calls_does_not_hear_of_it(topic, moderator):
    make_reply(topic, moderator, body="@moderators")

    assert heard() == set()


def test_what_is_called_is_no_link_and_other_roles_are_none(topic, member):
    post = make_reply(topic, member, body="[x](role:stewards) <span class='mention'>y</span>")

    assert 'class="mention"' not in post.body_html
