"""T2, T4, T11, T23: what is deleted, held and erased. Lists and addresses of both steps tell nobody of what is not
theirs, a hold shows to nobody but those who keep it, and of what was erased no table holds a word."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from core.forms import new_once
from core.things import key_of
from files.actions import attach
from forum import actions as forum
from forum.actions.polls import Ask
from forum.models import Post, Topic
from forum.moves import Plan
from members.actions import add_to_space, leave
from moderation import actions
from moderation.models import Deletion, Hold
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.texts import read_as
from tests.factories.translations import make_translation
from tests.leaks.equal import answer_to
from tests.mailing import mailed
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
UNKNOWN = "aaaaaaaaaa"
OUTSIDERS = ["nobody", "member", "moderator", "steward", "editor", "operator", "auditor"]
TOKEN = re.compile(r'value="[A-Za-z0-9_:.=-]{22,300}"')  # tokens of forms: each is new
TEXTS = (models.CharField, models.TextField, models.JSONField)
ROOMS = ("forum", "files", "moderation", "notifications", "search", "core")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def keeper(make_member):
    return make_member("Karla Keeper")


@pytest.fixture
def space(make_space, keeper, other):
    return make_space("secret", keeper=keeper, people=[other], name=f"{CANARY} team")


@pytest.fixture
def deleted(space, keeper, other):
    """The deletion of a hidden answer inside of a secret space."""
    topic = make_topic(make_board(space.audience, title=f"{CANARY} board"), other, title=f"{CANARY} question")
    post = make_reply(topic, other, body=f"{CANARY} answer")
    forum.hide_post(post, by=keeper)
    return actions.delete(Post.objects.get(pk=post.pk), by=keeper, reason=f"{CANARY} reason")


@pytest.fixture
def who(request, client_of):
    """who(name) -> the client of one of OUTSIDERS."""
    return lambda name: client_of(None if name == "nobody" else request.getfixturevalue(name))


def text(response):
    return response.content.decode()


def main(response):
    """The page itself, without its frame and what differs between any two of it."""
    return TOKEN.sub("", text(response).partition("<main")[2].partition("</main>")[0])


def addresses(deletion):
    """[(address with {} for the ref or key, that)] of both steps, and of a hold."""
    yield from ((f"/moderation/deletions/{{}}/{deed}/", deletion.ref, UNKNOWN) for deed in ("keep", "erase"))
    yield from ((f"/moderation/{part}/{{}}/", deletion.key, f"post:{UNKNOWN}") for part in ("delete", "holds/on", "of"))


def told(answer):
    return answer[0], TOKEN.sub("", answer[2])


# --- the two steps


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OUTSIDERS)
def test_each_address_of_the_two_steps_is_as_if_there_were_none(deleted, who, name, method):
    client = who(name)

    for address, ref, unknown in addresses(deleted):
        there, missing = (answer_to(client, address.format(each), method) for each in (ref, unknown))
        assert told(there) == told(missing), address
        assert there[0] in (403, 404, 405), address

    assert (Deletion.objects.waiting().count(), Hold.objects.count()) == (1, 0)


@pytest.mark.parametrize("name", OUTSIDERS)
def test_the_lists_are_the_same_with_and_without_what_is_deleted_elsewhere(deleted, who, name):
    client, pages = who(name), ("/moderation/deletions/", "/moderation/holds/", "/moderation/log/", "/moderation/", "/")
    there = [main(client.get(page)) for page in pages]

    Deletion.objects.all().delete()

    assert [CANARY in page or deleted.ref in page for page in there] == [False] * len(pages)
    assert [main(client.get(page)) for page in pages] == there


def test_inside_its_moderators_find_it_and_nobody_else_does(deleted, keeper, other, make_member, space, client_of):
    """Without this, the tests above might only be blind; and who only reads or writes there finds as little."""
    second, reader = make_member("Sara Second"), make_member("Rita Reader")
    add_to_space(second, space, by=keeper, role="moderator")
    add_to_space(reader, space, by=keeper, role="reader")

    seen = {}
    for person in (keeper, second, other, reader):
        client = client_of(person)
        page, erase = client.get("/moderation/deletions/"), f"/moderation/deletions/{deleted.ref}/erase/"
        seen[person.name] = (f"{CANARY} reason" in text(page), page.context["count"], client.get(erase).status_code)

    assert seen == {
        keeper.name: (True, 1, 404), second.name: (True, 1, 200), other.name: (False, 0, 404),
        reader.name: (False, 0, 404),
    }  # fmt: skip


def test_who_moderates_there_no_more_finds_nothing_of_it(deleted, keeper, make_member, space, client_of):
    second = make_member("Sara Second")
    add_to_space(second, space, by=keeper, role="moderator")
    client = client_of(second)
    before = CANARY in text(client.get("/moderation/deletions/"))
    leave(second, space, by=keeper)

    pages = ("/moderation/deletions/", "/moderation/log/", "/moderation/", "/")
    assert (before, [page for page in pages if CANARY in text(client.get(page))]) == (True, [])
    for address, ref, unknown in addresses(deleted):
        for method in ("get", "post"):
            there, missing = (answer_to(client, address.format(each), method) for each in (ref, unknown))
            assert told(there) == told(missing), address
    assert Deletion.objects.waiting().count() == 1


def test_what_quotes_a_thing_is_named_to_who_deletes_it_as_far_as_they_read_it(
    other, moderator, keeper, space, client_of
):
    """Its words stand there too: the form says where, and never of a space that its reader is not in."""
    post = make_reply(make_topic(make_board(), other, title="Common question"), other)
    for audience, title in (("members", "Quoted here"), (space.audience, f"{CANARY} question")):
        topic = make_topic(make_board(audience), other, title=title)
        make_reply(topic, other, body=f"> [x](post:{post.ref}):\n> Words\n\nYes.")
    forum.hide_post(post, by=moderator)

    page = text(client_of(moderator).get(f"/moderation/delete/{key_of(post)}/"))

    assert ("Quoted here" in page, CANARY in page) == (True, False)


# --- holds


@pytest.mark.parametrize("on", ["post", "topic", "person"])
@pytest.mark.parametrize("name", ["nobody", "member", "other", "moderator", "editor", "auditor"])
def test_a_hold_shows_to_nobody_but_those_who_keep_it(other, steward, who, name, on):
    """Not to whom it is on either. Moderators are told with what they delete."""
    topic = make_topic(make_board("public"), other, title="Common question")
    thing = {"post": make_reply(topic, other), "topic": topic, "person": other}[on]
    client = who(name)
    pages = ["/", "/forum/", topic.get_absolute_url(), f"/people/{other.ref}/", "/people/", "/moderation/holds/"]
    pages += ["/notices/", "/moderation/", "/moderation/deletions/", f"/moderation/holds/on/{key_of(thing)}/"]
    for _ in range(2):  # what is read once has been read
        before = [main(client.get(page)) for page in pages]

    actions.set_hold(thing, by=steward, reason=f"{CANARY} reason")

    assert [page for page, was in zip(pages, before, strict=True) if main(client.get(page)) != was] == []
    assert f"{CANARY} reason" not in text(client.get("/moderation/log/")) or name == "moderator"
    assert [letter for letter in mailed() if CANARY in str(letter.message())] == []


def test_a_hold_on_what_went_where_its_keeper_does_not_read_is_in_no_list_of_theirs(
    other, steward, keeper, space, make_member, client_of
):
    mover = make_member("Mover", roles=["moderator"])
    add_to_space(mover, space, by=keeper, role="member")
    topic, client = make_topic(make_board(), other, title=f"{CANARY} question"), client_of(steward)
    actions.set_hold(topic, by=steward, reason="A court asks.")
    before = text(client.get("/moderation/holds/"))

    forum.move(topic, Plan(make_board(space.audience)), by=mover)

    after = text(client.get("/moderation/holds/"))
    there, missing = (answer_to(client, f"/moderation/holds/on/topic:{ref}/") for ref in (topic.ref, UNKNOWN))
    assert (CANARY in before, CANARY in after, topic.ref in after) == (True, False, False)
    assert told(there) == told(missing)


# --- what was erased


def tables_holding(word):
    """[(table, column)] of rows of ours that hold a word in any text."""
    found = []
    for model in (each for room in ROOMS for each in apps.get_app_config(room).get_models()):
        for field in model._meta.get_fields():
            if isinstance(field, TEXTS) and getattr(field, "column", None):
                rows = model.objects.filter(**{f"{field.name}__icontains": word})
                found += [(model._meta.label, field.name)] if rows.exists() else []
    return found


@pytest.fixture
def said(other, member, moderator):
    """A topic whose every text says the word: title, versions, choices, files, drafts, translations, who was asked."""
    board = make_board("members")
    ask = Ask((f"{CANARY} yes", f"{CANARY} no"))
    topic = forum.start_poll(board, ask=ask, by=other, title=f"{CANARY} vote", body=f"{CANARY} words", once=new_once())
    post = make_reply(topic, other, body=f"{CANARY} answer, in its first version, which is long enough to keep.")
    forum.edit_post(post, by=other, body=f"A {CANARY} answer that reads quite differently.", reason=f"{CANARY} edit")
    attach(read_as(stored(other, name=f"{CANARY}.pdf"), f"{CANARY} page"), to=post, by=other)
    make_translation(Post.objects.get(pk=post.pk), member, body=f"{CANARY} en français")
    forum.save_draft(key_of(post), by=other, typed={"body": f"{CANARY} draft", "title": f"{CANARY} draft"})
    forum.save_draft(key_of(topic), by=member, typed={"body": f"{CANARY} answer to it"})
    forum.set_bookmark(post, by=member, note="Mine.", remind_at=None)
    forum.ask_to_answer(topic, by=other, refs=[member.ref], reason=f"{CANARY} expert")
    return topic


def test_of_what_was_erased_no_table_and_no_page_holds_a_word(said, moderator, member, other, client_of, index):  # noqa: F811
    index()
    before = {table for table, _column in tables_holding(CANARY)}
    forum.hide_topic(said, by=moderator)
    deletion = actions.delete(Topic.objects.get(pk=said.pk), by=moderator, reason="A witness.")
    Deletion.objects.filter(pk=deletion.pk).update(due_at=timezone.now() - timedelta(minutes=1))

    erased = actions.erase_due()
    index()

    everywhere = {"forum.Topic", "forum.Post", "forum.Revision", "forum.Draft", "forum.PollChoice", "forum.Asked"}
    everywhere |= {"forum.PostTranslation", "forum.TranslationVersion", "files.StoredFile", "files.DocumentPage"}
    assert (erased, everywhere - before) == (1, set())
    assert tables_holding(CANARY) == []
    pages = [said.get_absolute_url(), "/forum/", "/forum/bookmarks/", "/notices/", "/moderation/", "/moderation/log/"]
    pages += ["/moderation/?show=closed", f"/search/?q={CANARY}", said.board.get_absolute_url(), "/"]
    pages += [f"/forum/t/{said.ref}/print/", *(f"/forum/p/{post.ref}/history/" for post in said.posts.all())]
    for person in (member, moderator, other, None):
        client = client_of(person)
        shown = [text(client.get(page)).replace(f'value="{CANARY}"', "") for page in pages]
        words = ("vote", "words", "answer", "edit", "page", "yes", "expert", ".pdf", "en français")
        assert [
            page for page, body in zip(pages, shown, strict=True) if any(f"{CANARY} {w}" in body for w in words)
        ] == []
