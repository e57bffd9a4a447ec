"""T10, T11: what was noticed inside a space is gone with the space: no title, no name, no number in the bell."""

import pytest

from core.things import key_of
from forum import actions
from members.actions import add_to_space, leave
from notifications.models import Notice
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
PAGES = ("/", "/notices/", "/forum/", "/spaces/", "/people/", "/search/?q=question")


@pytest.fixture
def space(make_space, member, other):
    return make_space("secret", people=[member, other], name=f"{CANARY} team")


@pytest.fixture
def topic(space, member):
    return make_topic(make_board(space.audience, title=f"{CANARY} board"), member, title=f"{CANARY} question")


@pytest.fixture
def told(topic, member, other):
    """A reply, a mention and a quote of Amara Member in the space."""
    first = topic.posts.get()
    make_reply(topic, other, body=f"{CANARY} words")
    make_reply(topic, other, body="@Amara Member?")
    make_reply(topic, other, body=f"> [x](post:{first.ref}):\n> Words")
    return topic


def bell(client):
    return client.get("/notices/").context["unread_count"]


def telling(client, pages=PAGES):
    return [page for page in pages if CANARY in client.get(page).content.decode()]


def test_inside_the_bell_counts_and_the_list_names_them(told, as_member):
    assert bell(as_member) == 3
    assert "/notices/" in telling(as_member)


def test_who_was_removed_finds_no_trace_with_the_next_request(told, as_member, member, space):
    before = bell(as_member)
    leave(member, space, by=member)

    page = as_member.get("/notices/")

    assert (before, bell(as_member), page.context["rows"]) == (3, 0, [])
    assert telling(as_member) == []
    assert '<span class="count">' not in page.content.decode()


def test_the_page_of_who_was_removed_is_that_of_who_never_had_any(
    told, as_member, member, space, make_member, client_of
):
    leave(member, space, by=member)
    fresh = make_member("Amara Member")

    def main(client):
        return client.get("/notices/").content.decode().partition("<main")[2].partition("</main>")[0]

    assert main(as_member) == main(client_of(fresh))


def test_who_comes_back_finds_them_again(told, as_member, member, space):
    keeper = space.memberships.get(role="keeper").user
    leave(member, space, by=member)
    add_to_space(member, space, by=keeper)

    assert bell(as_member) == 3


def test_a_notice_of_a_hidden_post_is_gone_and_comes_back_with_it(told, as_member, space):
    keeper = space.memberships.get(role="keeper").user
    post = told.posts.get(number=2)
    actions.hide_post(post, by=keeper)
    hidden = bell(as_member)
    actions.restore_post(post, by=keeper)

    assert (hidden, bell(as_member)) == (2, 3)


def test_one_s_own_hidden_thing_is_counted_for_nobody_else(told, moderator, client_of):
    assert bell(client_of(moderator)) == 0


def test_nobody_outside_is_told_of_a_mention_inside(topic, other, moderator, client_of):
    make_reply(topic, other, body=f"@Mona Moderator @[Mona Moderator](person:{moderator.ref})")

    assert (bell(client_of(moderator)), Notice.objects.filter(recipient=moderator).count()) == (0, 0)


def test_who_left_is_told_of_nothing_that_comes_later(told, member, other, space):
    leave(member, space, by=member)
    post = make_reply(told, other, body=f"@[Amara Member](person:{member.ref})")

    assert not Notice.objects.filter(recipient=member, key=key_of(post)).exists()


def test_notices_that_go_on_over_pages_keep_nothing_of_it(told, as_member, member, other, space):
    for _ in range(30):
        make_reply(make_topic(make_board(), member), other)
    leave(member, space, by=member)

    first = as_member.get("/notices/")
    rest = as_member.get("/notices/", {"after": first.context["page"].next})

    assert (len(first.context["rows"]) + len(rest.context["rows"]), bell(as_member)) == (30, 30)
    assert [CANARY in page.content.decode() for page in (first, rest)] == [False, False]
