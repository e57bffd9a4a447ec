"""T1, T2, T3, F14: a search tells nobody of what is not theirs, by hits, counts, facets, order, words offered or how
the page reads; neither while the index is behind nor when it is wrong."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.utils import timezone

from core.things import key_of
from forum import actions
from forum.models import Post
from members.actions import disable, leave
from members.models import Space
from search.document import COMMONS, Document, sealed_index
from search.engine import engine
from search.finder import Wish, find
from search.models import Indexed, Pending
from search.work import documents_of
from tests.factories.cms import make_page
from tests.factories.forum import make_board
from tests.factories.texts import hung
from tests.factories.thesaurus import load
from tests.search.conftest import board, index, public_board, say, secret_board  # noqa: F401  (fixtures)
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
OUTSIDERS = ["nobody", "member", "moderator", "steward", "editor", "trainer", "operator"]
FOUND = {"creator": f"{CANARY} Weber"}  # what the planted documents say of who made them
MARKS = re.compile(r"</?mark>")


def found(typed, user, **wish):
    return find(Wish(typed=typed, **wish), user=user, language="en")


def body_of(client, address):
    """What a page says, without what differs between any two."""
    text = MARKS.sub("", client.get(address).content.decode())
    return re.sub(r'name="(?:csrfmiddlewaretoken|until)" value="[^"]*"', "", text)


@pytest.fixture
def concept(index):  # noqa: F811
    load()
    return Concept.objects.get(slug="chain-of-custody")


def plant(secret, invite, by, concept):
    """The word in every place that only people inside may read, or nobody any more."""
    for place in (secret, invite):
        topic = actions.start_topic(
            place, by=by, title=f"{CANARY} question", body=f"{CANARY} words", once="x" * 16 + place.ref,
            concepts=[concept],
        )  # fmt: skip
        post = actions.reply(topic, by=by, body=f"An answer on {CANARY}", once="y" * 16 + place.ref)
        hung(post, (f"{CANARY} heading", f"{CANARY} text"), f"{CANARY} text", by=by, name=f"{CANARY}.pdf", found=FOUND)


@pytest.fixture
def planted(secret_board, make_space, other, index, concept, say, board, moderator):  # noqa: F811
    invite = make_board(make_space(Space.INVITE, people=[other], name=f"{CANARY} group").audience, title=f"{CANARY} b")
    plant(secret_board, invite, other, concept)
    make_page("members", title=f"{CANARY} draft", summary=CANARY, live=False)
    topic = say(board, "Common question", "Common words.")
    hidden, withdrawn = say(topic, body=f"{CANARY} hidden"), say(topic, body=f"{CANARY} withdrawn")
    for post in (hidden, withdrawn):
        hung(post, f"{CANARY} text", by=other, name="Common name.pdf")
    index()
    actions.hide_post(Post.objects.get(pk=hidden.pk), by=moderator)
    actions.withdraw_post(Post.objects.get(pk=withdrawn.pk), by=other)
    return secret_board


def places(concept, author):
    yield from (
        f"/search/?q={CANARY}{rest}"
        for rest in ("", "&exact=1", "&sort=date", "&kind=topic", "&kind=document", "&language=en")
    )
    yield from (f"/search/?q={query}" for query in (f'"{CANARY}"', f"-{CANARY}", "kitiwake", "Kitti", "question", ""))
    yield f"/search/?concept=concept:{concept.ref}"
    yield from ("/", "/forum/", "/library/", "/people/", "/notices/", "/spaces/", f"/people/{author.ref}/")
    yield concept.get_absolute_url()


@pytest.mark.parametrize("drained", [True, False])
@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_word_is_in_no_byte_that_an_outsider_gets(
    planted, index, concept, other, request, client_of, who, drained  # noqa: F811
):  # fmt: skip
    user = None if who == "nobody" else request.getfixturevalue(who)
    if drained:
        index()
    client, asked = client_of(user), re.compile(f'q=[^"]*|value="[^"]*"|<bdi>[^<]*{CANARY}[^<]*</bdi>|Search for .*')

    telling = [at for at in places(concept, other) if CANARY in asked.sub("", body_of(client, at))]

    result = found(CANARY, user or AnonymousUser())
    assert telling == []
    # A moderator sees what is hidden on the page it stood on; a search shows nobody what was taken out of sight.
    assert (result.hits, result.total, result.facets["concept"]) == ([], 0, {})


def test_the_planted_word_is_found_by_who_is_inside(planted, index, other):  # noqa: F811
    index()

    assert (found(CANARY, other).total, found(CANARY, other).facets["kind"]["document"]) == (6, 2)


def outside(client, concept, author):
    return [body_of(client, at) for at in places(concept, author) if "people" not in at]


@pytest.mark.parametrize("who", ["nobody", "member", "steward"])
def test_every_page_of_an_outsider_is_the_same_with_a_space_full_of_the_same_words(
    index, board, public_board, secret_board, concept, say, other, request, client_of, who  # noqa: F811
):  # fmt: skip
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))
    for number in range(24):
        say(board if number % 2 else public_board, f"{CANARY} {number}", "exhumation " * (number % 5 + 1), by=other)
    actions.catch_up(by=other, until=timezone.now())
    index()
    body_of(client, "/")  # what is read once
    before = outside(client, concept, other)

    for number in range(30):
        topic = say(
            secret_board, f"{CANARY} kestrel {number}", "exhumation kittiwakes question " * 9, concepts=[concept]
        )
        if number < 5:
            hung(topic.posts.get(), *["exhumation kittiwakes question"] * 3, by=other, name=f"{CANARY}.pdf")
    waiting = outside(client, concept, other)
    index()

    assert waiting == before
    assert outside(client, concept, other) == before


def test_order_and_scores_are_the_same_with_and_without_the_secret_space(
    index, board, secret_board, say, member, other  # noqa: F811
):  # fmt: skip
    for number in range(12):
        say(board, f"Topic {number}", "exhumation " * (number % 4 + 1) + "of graves " * (number % 3))
    index()

    def ranking():
        question_of = {"audiences": frozenset({"public", "members"})}
        from search.engines.base import Question
        from search.query import parse

        answer = engine().search(Question(query=parse("exhumation graves"), **question_of))
        return [(hit.key, hit.score) for hit in answer.hits], answer.total, answer.facets, answer.weights

    before = ranking()
    for number in range(20):
        say(secret_board, f"Exhumation {number}", "exhumation graves " * 20)
    index()

    assert ranking() == before
    assert found("exhumation", other).total > found("exhumation", member).total == 12


def test_while_the_worker_sleeps_nothing_shows_of_what_was_narrowed(
    index, board, say, member, other, moderator, steward  # noqa: F811
):  # fmt: skip
    topics = [say(board, f"{CANARY} {number}") for number in range(4)]
    replies = [say(topics[0], body=f"{CANARY} reply {number}") for number in range(2)]
    page = make_page("members", title=f"{CANARY} lesson", summary="Common words.")
    index()
    assert found(CANARY, member).total == 7

    actions.hide_topic(topics[1], by=moderator)
    actions.withdraw_post(Post.objects.get(topic=topics[2], number=1), by=other)
    actions.hide_post(Post.objects.get(pk=replies[0].pk), by=moderator)
    page.unpublish()

    result = found(CANARY, member)
    assert {hit.key for hit in result.hits} == {key_of(topics[0]), key_of(topics[3]), key_of(replies[1])}
    assert (result.total, result.facets["kind"]) == (3, {"topic": 2, "post": 1})

    before = found(other.name, member).total
    disable(other, by=steward)
    assert (before, found(other.name, member).total) == (1, 0)


@pytest.mark.parametrize("how", ["left", "was put out", "ran out", "space closed"])
def test_who_is_out_of_the_space_finds_nothing_with_the_next_search(
    index, secret_board, say, other, how  # noqa: F811
):  # fmt: skip
    space = secret_board.audience.space
    say(secret_board, f"{CANARY} question")
    index()
    assert found(CANARY, other).total == 1

    if how == "left":
        leave(other, space, by=other)
    elif how == "was put out":
        keeper = space.memberships.get(role="keeper").user
        leave(other, space, by=keeper)
    elif how == "ran out":
        other.memberships.update(until=timezone.now())
    else:
        Space.objects.filter(pk=space.pk).update(closed_at=timezone.now())
    result = found(CANARY, type(other).objects.get(pk=other.pk))

    assert (result.hits, result.total, any(result.facets.values())) == ([], 0, False)


def test_a_corrupted_index_shows_nothing_and_is_mended(index, board, secret_board, say, member, capsys):  # noqa: F811
    secret, common = say(secret_board, f"{CANARY} question"), say(board, "Common question")
    index()
    document = documents_of("topic", [secret.ref])[key_of(secret)][1]
    old = datetime(2026, 1, 1, tzinfo=UTC)
    engine().write(COMMONS, [
        replace(document, audience="members", index=COMMONS, version=1),
        Document("topic:bbbbbbbbbb", "members", CANARY, "", old, version=1),
    ])  # fmt: skip
    Indexed.objects.filter(key=key_of(common)).delete()

    result = found(CANARY, member)
    call_command("search", "reconcile")
    said = capsys.readouterr().out
    index()
    call_command("search", "reconcile")
    index()
    call_command("search", "reconcile")

    assert (result.hits, result.total, result.facets["kind"]) == ([], 0, {})
    assert re.search(r"differed from the database: .*1 ghosts", said)
    assert capsys.readouterr().out.strip().endswith("The index agrees with the database.")
    assert set(engine().versions(COMMONS)) & {key_of(secret), "topic:bbbbbbbbbb"} == set()


def test_the_index_of_a_space_that_is_empty_goes(index, secret_board, say, moderator):  # noqa: F811
    topic = say(secret_board, f"{CANARY} question")
    index()
    name = sealed_index(secret_board.audience.space.ref)
    there = name in engine().indexes()

    topic.posts.all().delete()
    type(topic).objects.filter(pk=topic.pk).delete()
    call_command("search", "reconcile", verbosity=0)
    index()

    assert (there, name in engine().indexes()) == (True, False)


def test_what_waits_for_others_is_told_to_nobody_however_much_it_is(index, board, secret_board, say, member):  # noqa: F811
    index()
    say(board, "Common question")
    for number in range(120):
        Pending.objects.create(key=f"post:{number:010d}".replace("0", "a").replace("1", "b"), seq=10**6 + number)

    behind = found(CANARY, member).state
    Pending.objects.filter(key__startswith="topic:").update(attempts=10)

    assert (behind, found(CANARY, member).state) == ("behind", "")
