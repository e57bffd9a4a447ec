"""T1, T2, T9, T11, T12, T13, T24: lists, feeds, exports, prints, what an open page asks, and filters of a search tell
nobody of what is not theirs; and no face but the one that readers see."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser

from core.models import AuditEntry
from forum.models import Bookmark, ReadMark, Topic
from forum.signing import Sign
from members.actions import leave
from moderation.attribution import NOBODY
from notifications.actions import follow
from notifications.models import Follow
from search.narrowing import read
from tests.factories.forum import make_board, make_reply, make_topic
from tests.members.conftest import fresh_client_of  # noqa: F401  (a fixture)
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
UNKNOWN = "aaaaaaaaaa"
OUTSIDERS = ["nobody", "member", "moderator", "steward", "auditor"]
LISTS = [
    *(f"/forum/topics/?show={shown}" for shown in ("new", "unread", "unanswered", "mine", "followed")),
    "/forum/bookmarks/",
]


@pytest.fixture
def space(make_space, other):
    return make_space("secret", people=[other], name=f"{CANARY} team")


@pytest.fixture
def secret(space, other):
    """A question inside, full of the canary, that Otto has asked, follows and has bookmarked."""
    board = make_board(space.audience, title=f"{CANARY} board")
    topic = make_topic(board, other, title=f"{CANARY} question", body=f"{CANARY} words")
    follow(topic, Follow.WATCHING, by=other)
    Bookmark.objects.create(user=other, post=topic.posts.get())
    return topic


def text(response):
    return response.content.decode()


def told(response, ref):
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text(response)).replace(ref, "REF")
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    return response.status_code, headers, body


@pytest.fixture
def who(request, client_of):
    """who(name) -> the client of one of OUTSIDERS."""
    return lambda name: client_of(None if name == "nobody" else request.getfixturevalue(name))


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_list_across_boards_holds_a_trace(secret, who, name, other):
    make_topic(make_board("public"), other, title="Common question")
    client = who(name)

    assert [page for page in LISTS if CANARY in text(client.get(page))] == []


def test_who_left_finds_nothing_of_it_in_any_list_and_is_told_of_nothing_new(secret, client_of, other, space):
    client = client_of(other)
    before = [page for page in LISTS if CANARY in text(client.get(page))]
    leave(other, space, by=other)

    assert len(before) == 4  # unanswered, mine, followed, bookmarks
    assert [page for page in LISTS if CANARY in text(client.get(page))] == []
    for rest in ("fresh/?after=1", "print/", f"search/?q={CANARY}"):
        there, missing = (client.get(f"/forum/t/{ref}/{rest}") for ref in (secret.ref, UNKNOWN))
        assert told(there, secret.ref) == told(missing, UNKNOWN)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_an_export_is_refused_as_if_there_were_nothing(secret, who, name):
    client = who(name)

    there, missing = (client.post(f"/forum/t/{ref}/export/") for ref in (secret.ref, UNKNOWN))

    assert told(there, secret.ref) == told(missing, UNKNOWN)
    assert AuditEntry.objects.filter(verb="forum.export_topic").count() == 0


def test_an_export_says_nothing_of_what_its_reader_does_not_see(secret, fresh_client_of, member, other):  # noqa: F811
    client = fresh_client_of(member)
    topic = make_topic(make_board(), other, body=f"See [{CANARY} label](topic:{secret.ref}).")

    said = text(client.post(f"/forum/t/{topic.ref}/export/")) + text(client.get(f"/forum/t/{topic.ref}/print/"))

    assert (CANARY in said, secret.ref in said) == (False, False)


@pytest.mark.parametrize("audience", ["members", "space"])
@pytest.mark.parametrize("name", ["nobody", "other"])
def test_only_public_boards_have_feeds_for_those_inside_too(secret, who, name, audience):
    board = secret.board if audience == "space" else make_board("members")
    client = who(name)

    there, missing = (client.get(f"/forum/b/{ref}/feed/") for ref in (board.ref, UNKNOWN))

    assert (there.status_code, told(there, board.ref)) == (404, told(missing, UNKNOWN))


def test_a_feed_is_the_same_for_whoever_asks(who, other):
    board = make_board("public")
    make_topic(board, other, body=f"@[x](person:{other.ref}) and [y](topic:{UNKNOWN})")

    feeds = {text(who(name).get(f"/forum/b/{board.ref}/feed/")) for name in (*OUTSIDERS, "other")}

    assert len(feeds) == 1
    assert "Cache-Control" in who("member").get(f"/forum/b/{board.ref}/feed/").headers


def test_a_feed_is_kept_by_no_cache_for_who_is_signed_in(as_member):
    board = make_board("public")

    assert as_member.get(f"/forum/b/{board.ref}/feed/").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", OUTSIDERS)
def test_a_search_by_a_secret_board_is_one_by_a_board_that_there_is_not(secret, request, name):
    user = AnonymousUser() if name == "nobody" else request.getfixturevalue(name)

    hidden, unknown = read(f'board:"{CANARY} board"', {}, user), read('board:"Nothing board"', {}, user)
    by_ref = read("", {"board": [secret.board.ref]}, user)

    assert (hidden.pieces, unknown.pieces, by_ref.pieces) == ((), (), ())
    assert hidden.said[0].replace(CANARY, "Nothing") == unknown.said[0]


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_choice_below_the_box_names_a_secret_board(secret, who, name):
    assert CANARY not in text(who(name).get("/search/", {"q": "common"}))


def test_what_somebody_wrote_elsewhere_changes_no_search_by_author(secret, as_member, other, index):  # noqa: F811
    index()
    before = text(as_member.get("/search/", {"q": "from:otto"}))
    Topic.objects.filter(pk=secret.pk).delete()

    after = text(as_member.get("/search/", {"q": "from:otto"}))

    assert (CANARY in before, told_of(before)) == (False, told_of(after))


def told_of(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


# --- attribution


@pytest.fixture
def unnamed(other, make_member):
    """An unattributed question of Otto's on a public board, with an unattributed answer of his."""
    for _ in range(4):
        make_member()
    board = make_board("public")
    topic = make_topic(board, other, title="Unnamed question", body="Words.", sign=Sign(NOBODY))
    make_reply(topic, other, body="Unnamed answer.", sign=Sign(NOBODY))
    return topic


def test_no_copy_and_no_feed_names_who_did_not_sign(unnamed, fresh_client_of, member, anonymous, other):  # noqa: F811
    as_member = fresh_client_of(member)
    pages = [
        text(as_member.get(f"/forum/t/{unnamed.ref}/print/")),
        text(as_member.post(f"/forum/t/{unnamed.ref}/export/")),
        text(as_member.get(f"/forum/t/{unnamed.ref}/fresh/?after=1")),
        text(anonymous.get(f"/forum/b/{unnamed.board.ref}/feed/")),
        *(text(as_member.get(page)) for page in LISTS),
    ]

    assert [page for page in pages if other.name in page or other.ref in page] == []


def test_who_did_not_sign_is_found_by_no_author_and_stands_in_the_own_list_alone(
    unnamed, as_member, client_of, other, moderator, index  # noqa: F811
):  # fmt: skip
    index()

    by_author = [
        text(client.get("/search/", {"q": "unnamed from:otto"})) for client in (as_member, client_of(moderator))
    ]
    mine = {who.name: unnamed.ref in text(client_of(who).get(LISTS[3])) for who in (other, moderator)}

    assert [f'href="/forum/t/{unnamed.ref}/' in page for page in by_author] == [False, False]
    assert mine == {"Otto Other": True, "Mona Moderator": False}


def test_the_own_unsigned_post_is_nothing_new_to_its_writer_and_to_others_it_is(member, unnamed, client_of, other):
    lines = [text(client_of(who).get(f"/forum/t/{unnamed.ref}/fresh/?after=1")).strip() for who in (other, member)]
    ReadMark.objects.all().delete()
    counted = {who: Topic.objects.visible_to(who).with_new(who).get(pk=unnamed.pk).new_count for who in (other, member)}

    assert [bool(line) for line in lines] == [False, True]
    assert counted == {other: 0, member: 2}
