"""What waits for a moderator, and what moderators do and say, shows in nothing that others can look at."""

import pytest

from core.models import AuditEntry
from files.actions import attach
from forum import actions
from forum.models import Board, Post
from forum.signing import Sign
from members.actions import leave
from moderation.actions import Saying
from moderation.models import ReviewEvent, ReviewItem
from search.finder import Wish, find
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.moderation import decided
from tests.factories.translations import make_translation
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"


@pytest.fixture
def open_topic(moderator):
    return make_topic(make_board("public", posting=Board.ALL_HELD), moderator, title="Open question")


@pytest.fixture
def held(open_topic, other, settings, tmp_path):
    settings.VAR = tmp_path
    post = make_reply(open_topic, other, body=f"{CANARY} calling @Amara Member")
    attach(stored(other, "png", name=f"{CANARY}.png"), to=post, by=other)
    return post


def text(response):
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def addresses(post):
    topic, board = f"/forum/t/{post.topic.ref}/", f"/forum/b/{post.topic.board.ref}/"
    pages = ["/", "/forum/", "/forum/topics/", board, f"{board}feed/", topic, f"{topic}print/", f"{topic}?from=999999"]
    return [*pages, f"/people/{post.author.ref}/", "/notices/", "/moderation/", "/moderation/log/"]


@pytest.mark.parametrize("who", ["nobody", "member", "steward", "editor", "operator", "auditor"])
def test_a_held_post_is_on_no_page_of_others(held, client_of, request, who):
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))

    assert [address for address in addresses(held) if CANARY in text(client.get(address))] == []


def test_a_held_post_and_a_held_topic_are_not_found(held, other, member, moderator, index):  # noqa: F811
    make_topic(held.topic.board, other, title=f"{CANARY} question")
    index()

    assert [find(Wish(CANARY), user=who, language="en").total for who in (member, moderator, other)] == [0, 0, 0]


def test_nothing_around_a_topic_counts_what_is_held(held, client_of, member):
    topic = type(held.topic).objects.get(pk=held.topic_id)
    opened_at = topic.posts.get(number=1).created_at

    assert (topic.last_number, topic.post_count, topic.bumped_at) == (1, 1, opened_at)
    assert client_of(member).get(topic.get_absolute_url()).context["reading"].held == []


def test_rejected_for_good_it_left_no_gap(held, client_of, member, moderator):
    decided(held, "reject", by=moderator)
    make_reply(held.topic, moderator, body="After it.")

    page = client_of(member).get(held.topic.get_absolute_url())

    assert [row.post.number for row in page.context["reading"].rows] == [1, 2]
    assert "taken back by its author" not in text(page)


def test_who_wrote_what_is_not_signed_is_in_no_row_of_the_queue(moderator, make_member, client_of):
    writers = [make_member() for _ in range(10)]
    topic = make_topic(make_board(posting=Board.ALL_HELD), moderator)
    post = make_reply(topic, writers[0], sign=Sign("nobody"))
    actions.edit_post(post, by=writers[0], body="Other words.")
    decided(post, "approve", by=moderator, to_author=Saying(words="Thank you."))

    rows = [
        *ReviewItem.objects.values(),
        *ReviewEvent.objects.values(),
        *AuditEntry.objects.filter(key__contains=post.ref).values(),
    ]
    mine = {f"person:{writers[0].ref}", writers[0].ref}
    people = {
        row.get(name) for row in rows for name in ("claimed_by_id", "assigned_to_id", "closed_by_id", "by_id", "actor")
    }

    assert people & {writers[0].pk, *mine} == set()
    pages = [text(client_of(moderator).get(at)) for at in ("/moderation/?show=closed", "/moderation/log/")]
    assert [writers[0].name in page for page in pages] == [False, False]


def test_a_report_is_its_reporters_and_the_moderators_alone(held, member, moderator, other, client_of, steward):
    decided(held, "approve", by=moderator)
    actions.report_post(held, by=member, reason=f"{CANARY} complains")
    pages = [
        "/moderation/",
        f"/moderation/of/post:{held.ref}/",
        held.topic.get_absolute_url(),
        f"/forum/p/{held.ref}/said/",
    ]

    for who in (other, steward):
        assert [page for page in pages if f"{CANARY} complains" in text(client_of(who).get(page, follow=True))] == []
    assert "Amara Member" in text(client_of(moderator).get("/moderation/"))


def test_who_left_a_space_finds_nothing_of_its_queue(make_space, other, client_of):
    from members.actions import add_to_space

    space = make_space("secret", name=f"{CANARY} team")
    keeper = space.memberships.get(role="keeper").user
    add_to_space(other, space, by=keeper, role="moderator")
    topic = make_topic(make_board(space.audience, posting=Board.ALL_HELD), keeper, title=f"{CANARY} question")
    actions.report_post(topic.posts.get(), by=other, reason="Look.")
    pages = ["/moderation/", "/moderation/log/", "/", ReviewItem.objects.get().get_absolute_url()]

    inside = [CANARY in text(client_of(other).get(page)) for page in pages[:1]]
    leave(other, space, by=other)

    assert (inside, [CANARY in text(client_of(other).get(page)) for page in pages]) == ([True], [False] * 4)


def history(client, thing, kind="p", asked=""):
    return text(client.get(f"/forum/{kind}/{thing.ref}/history/{asked}"))


def test_what_was_taken_out_before_a_post_was_let_in_is_in_no_history(held, moderator, other, client_of, anonymous):
    seen = {"made_from": held.digest, "version": ReviewItem.objects.get().version}
    actions.amend_post(held, by=moderator, body="A village.", reason="Names nobody", **seen)
    before = [history(anonymous, held), history(anonymous, held, asked="?from=1&to=2")]
    actions.edit_post(Post.objects.get(pk=held.pk), by=other, body="A village in the hills.")

    pages = [*before, history(anonymous, held), history(anonymous, held, asked="?from=1&to=3")]
    shown = text(anonymous.get(held.topic.get_absolute_url()))

    assert ([CANARY in page for page in pages], "Names nobody" in pages[0]) == ([False] * 4, True)
    assert [CANARY in history(client_of(who), held) for who in (moderator, other)] == [True, True]
    assert "See the history (2 versions)" in shown


def test_a_post_that_was_changed_only_while_it_waited_was_never_edited_to_others(held, moderator, other, anonymous):
    actions.edit_post(held, by=other, body="A village.")
    decided(held, "approve", by=moderator)

    shown = text(anonymous.get(held.topic.get_absolute_url()))

    assert ("A village." in shown, "Edited" in shown, CANARY in history(anonymous, held)) == (True, False, False)


def test_what_a_translation_said_while_it_waited_is_in_no_history(open_topic, moderator, other, member, client_of):
    post = open_topic.posts.get()
    made = make_translation(post, other, body=f"{CANARY} parle.")
    make_translation(post, other, body="Un village.", made_from=made.digest)
    decided(made, "approve", by=moderator)

    found = [CANARY in history(client_of(who), made, "x") for who in (member, other, moderator)]

    assert found == [False, True, True]
