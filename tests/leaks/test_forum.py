"""T4, T12, T13: what stands in a space leaves no trace outside: by no asking, mention, quote, link or history."""

import re

import pytest

from core.things import key_of
from forum import actions
from forum.models import Mention, Post, Quote
from members.actions import leave
from moderation.models import ReviewItem
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
UNKNOWN = "aaaaaaaaaa"
OUTSIDERS = ["nobody", "member", "moderator", "steward", "editor", "trainer", "operator"]


@pytest.fixture
def space(make_space, other):
    return make_space("secret", people=[other], name=f"{CANARY} team")


@pytest.fixture
def secret(space, other):
    """A topic inside, with an answer, full of the canary."""
    topic = make_topic(
        make_board(space.audience, title=f"{CANARY} board"), other, title=f"{CANARY} question", body=f"{CANARY} words"
    )
    make_reply(topic, other, body=f"{CANARY} answer")
    return topic


@pytest.fixture
def board(db):
    return make_board()


TOPIC = ("", "reply/", "reply/?quote=1", "?from=2", "hide/")
WHOLE = ("fresh/?after=1", "search/?q=Kittiwake", "print/", "print/?from=2")


def text(response):
    return response.content.decode()


def told(response, ref):
    """An answer without what differs between any two: length, tokens of forms, the path asked for."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text(response)).replace(ref, "REF")
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    return response.status_code, headers, body


MARKS = ("report/", "withdraw/", "hide/", "bookmark/", "signal/")


def addresses(topic):
    """[(address with {} for the ref, ref)] of everything about a topic."""
    board, post = topic.board.ref, topic.posts.get(number=2).ref
    yield from ((f"/forum/b/{{}}/{rest}", board) for rest in ("", "new/", "?show=unread", "?after=x", "feed/"))
    yield from ((f"/forum/t/{{}}/{rest}", topic.ref) for rest in (*TOPIC, *WHOLE))
    yield from ((f"/forum/p/{{}}/{rest}", post) for rest in ("", "edit/", "history/", "history/?from=1&to=1", *MARKS))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_by_asking_an_outsider_cannot_tell_a_secret_from_nothing(secret, request, client_of, who):
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))

    for address, ref in addresses(secret):
        there, missing = client.get(address.format(ref)), client.get(address.format(UNKNOWN))
        assert told(there, ref) == told(missing, UNKNOWN), address
        assert (there.status_code, "Location" in there.headers) == (404, False), address


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_list_of_an_outsider_holds_a_trace(secret, board, request, client_of, other, who):
    make_topic(board, other, title="Common question")
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))
    pages = ["/", "/forum/", f"/forum/b/{board.ref}/", f"/people/{other.ref}/", "/notices/", "/moderation/"]
    pages += ["/forum/drafts/", "/forum/bookmarks/"]

    assert [page for page in pages if CANARY in text(client.get(page))] == []


def test_who_left_is_an_outsider_with_the_next_request(secret, client_of, other, space):
    client = client_of(other)
    client.get(f"/forum/t/{secret.ref}/")
    leave(other, space, by=other)

    for address, ref in addresses(secret):
        assert told(client.get(address.format(ref)), ref) == told(client.get(address.format(UNKNOWN)), UNKNOWN)


def test_what_was_compiled_and_drawn_for_somebody_inside_reaches_nobody_else(secret, client_of, other, member, space):
    pages = ["/", "/forum/", f"/forum/b/{secret.board.ref}/", f"/forum/t/{secret.ref}/"]
    inside, outside = client_of(other), client_of(member)

    def traces(client):
        return [page for page in pages if CANARY in text(client.get(page))]

    before, aside = [traces(inside) for _ in range(2)], traces(outside)
    leave(other, space, by=other)

    assert (before[1], aside, traces(inside)) == (pages, [], [])


def test_counts_of_boards_are_those_without_the_space(secret, as_member, board, other):
    make_topic(board, other)

    page = as_member.get("/forum/")

    assert page.context["unread"] == 1
    assert [row["board"].ref for _, rows in page.context["groups"] for row in rows] == [board.ref]


# --- links and labels


@pytest.fixture
def pointing(board, secret, other):
    """A members' post that names the secret topic in every way there is."""
    return make_topic(
        board,
        other,
        body=f"[{CANARY} plan](topic:{secret.ref}), [{CANARY}][1], http://testserver/forum/t/{secret.ref}/, "
        f"and <http://testserver/forum/t/{secret.ref}/#p2>\n\n"
        f"[1]: /forum/t/{secret.ref}/\n",
    )


def test_a_link_to_a_secret_is_a_bare_word_for_outsiders_and_a_link_for_those_inside(
    pointing, secret, as_member, client_of, other
):
    outside, inside = (text(client.get(f"/forum/t/{pointing.ref}/")) for client in (as_member, client_of(other)))

    assert (CANARY in outside, secret.ref in outside, outside.count("[link]")) == (False, False, 4)
    assert f'href="/forum/t/{secret.ref}/"' in inside


def test_the_history_tells_outsiders_no_more_than_the_page(pointing, board, as_member, client_of, other, member):
    make_reply(pointing, member)
    post = pointing.posts.get(number=1)
    actions.edit_post(post, by=other, body=f"{post.body}\n\nAnd more.")

    outside, inside = (text(client.get(f"/forum/p/{post.ref}/history/")) for client in (as_member, client_of(other)))

    assert (CANARY in outside, "And more." in outside) == (False, True)
    assert f"{CANARY} plan" in inside


def test_quoting_it_hands_the_quoter_no_more_than_the_page(pointing, as_member, client_of, other):
    address = f"/forum/t/{pointing.ref}/reply/?quote=1"

    outside, inside = (text(client.get(address)) for client in (as_member, client_of(other)))

    assert (CANARY in outside, f"{CANARY} plan" in inside) == (False, True)


def test_search_documents_hold_no_label_of_it(pointing):
    from forum.indexing import topic_document, topic_rows

    assert CANARY not in topic_document(topic_rows().get(pk=pointing.pk)).body


# --- mentions and quotes


def test_an_outsider_s_name_inside_is_only_words(secret, other, member, client_of):
    post = make_reply(secret, other, body=f"@Amara Member and @[Amara Member](person:{member.ref})")

    assert post.body == f"@Amara Member and @[Amara Member](person:{member.ref})"
    assert not Mention.objects.filter(user=member).exists()


def test_a_preview_inside_a_space_answers_for_an_outsider_as_for_nobody(secret, client_of, other, member, make_member):
    """Whom a typed name becomes is asked among those inside: it tells nobody who else is a member of what."""
    client = client_of(other)

    def shown(name):
        sent = {"body": f"@{name} please", "preview": "1"}
        return client.post(f"/forum/t/{secret.ref}/reply/", sent).context["preview"]

    assert shown("Amara Member").replace("Amara Member", "X") == shown("Nobody Atall").replace("Nobody Atall", "X")


def test_a_member_s_name_is_no_name_for_who_is_signed_out(other, member, anonymous):
    topic = make_topic(make_board("public"), other, body=f"Ask @[Amara Member](person:{member.ref}).")

    page = text(anonymous.get(f"/forum/t/{topic.ref}/"))

    assert ("Amara Member" in page, member.ref in page, "@member" in page) == (False, False, True)


@pytest.mark.parametrize(
    "how", ["> [x](post:{ref}):\n> {words}", "[x](/forum/p/{ref}/)", "http://testserver/forum/p/{ref}/"]
)
def test_quoting_into_a_wider_place_is_refused_with_the_text_kept(secret, board, other, client_of, how):
    body = how.format(ref=secret.posts.get(number=2).ref, words=f"{CANARY} answer")
    topic = make_topic(board, other)

    page = client_of(other).post(f"/forum/t/{topic.ref}/reply/", {"body": body})

    assert page.status_code == 200
    assert "a place that fewer people can read" in str(page.context["form"].non_field_errors())
    assert page.context["form"]["body"].value() == body
    assert (topic.posts.count(), Quote.objects.count()) == (1, 0)


def test_an_edit_cannot_widen_either(secret, board, other, client_of):
    post = make_topic(board, other).posts.get()
    source = secret.posts.get(number=2)

    page = client_of(other).post(f"/forum/p/{post.ref}/edit/", {"body": f"> [x](post:{source.ref}):\n> Words"})

    assert "a place that fewer people can read" in str(page.context["form"].non_field_errors())
    assert Post.objects.get(pk=post.pk).body == post.body


def test_who_may_not_read_the_source_learns_nothing_by_quoting_it(secret, board, member, as_member):
    source = secret.posts.get(number=2)
    topic = make_topic(board, member)
    answers = [
        as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": f"> [x](post:{ref}):\n> Words"})
        for ref in (source.ref, UNKNOWN)
    ]
    page = text(as_member.get(f"/forum/t/{topic.ref}/"))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (CANARY in page, page.count("[link]"), Quote.objects.count()) == (False, 2, 0)


def test_a_report_from_inside_names_nothing_outside(secret, client_of, other, moderator, space):
    keeper = space.memberships.get(role="keeper").user
    actions.report_post(secret.posts.get(number=2), by=keeper, reason=f"{CANARY} again")

    for person in (moderator, None):
        assert CANARY not in text(client_of(person).get("/moderation/"))
    item, key = ReviewItem.objects.get().ref, key_of(secret.posts.get(number=2))
    client = client_of(moderator)
    for there, missing, ref in [
        (f"of/{key}/", f"of/post:{UNKNOWN}/", key),
        (f"items/{item}/", f"items/{UNKNOWN}/", item),
    ]:
        answers = [client.get(f"/moderation/{address}") for address in (there, missing)]
        assert told(answers[0], ref) == told(answers[1], missing.split("/")[1])
    posted = [client.post(f"/moderation/items/{ref}/decide/", {"decision": "hide"}) for ref in (item, UNKNOWN)]
    assert told(posted[0], item) == told(posted[1], UNKNOWN)


def test_a_read_mark_tells_nobody_anything(secret, as_member, member, other, space):
    """T11: what one has read inside is asked through the gate, so nothing is counted once one is outside."""
    client = as_member
    before = text(client.get("/"))

    assert CANARY not in before
    assert not member.read_marks.exists()
