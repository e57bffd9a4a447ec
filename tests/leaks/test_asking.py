"""T2, T10, T11, T12: whom one asks, what stands beside a topic or a title, and what a poll is told of: to those whose
it is, as far as they may read it, and of secret votes nothing to anybody before the end."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from core.audit import within_session
from core.forms import new_once
from core.gate import MEMBERS
from core.models import AuditEntry
from core.things import key_of
from forum import actions
from forum.actions.polls import Ask
from forum.models import Asked, Ballot, Poll, PollChoice
from forum.signing import Sign
from library.actions import unpublish_lesson
from members.actions import Telling, add_to_space, leave, tell
from members.models import User
from moderation.attribution import NOBODY
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_draft, make_lesson
from tests.factories.thesaurus import load
from tests.leaks.equal import answer_to
from tests.mailing import mailed
from tests.members.conftest import fresh_client_of  # noqa: F401  (a fixture)
from tests.search.conftest import index  # noqa: F401  (a fixture)
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
UNKNOWN = "aaaaaaaaaa"
OUTSIDERS = ["nobody", "member", "moderator", "steward", "editor", "auditor"]
TOKEN = re.compile(r'value="[A-Za-z0-9_:.=-]{22,300}"')  # tokens of forms: each is new


@pytest.fixture
def space(make_space, other):
    return make_space("secret", people=[other], name=f"{CANARY} team")


@pytest.fixture
def who(request, client_of):
    """who(name) -> the client of one of OUTSIDERS."""
    return lambda name: client_of(None if name == "nobody" else request.getfixturevalue(name))


def text(response):
    return response.content.decode()


def ask(topic, by, *people, reason=f"{CANARY} expert"):
    return actions.ask_to_answer(topic, by=by, refs=[person.ref for person in people], reason=reason)


# --- who was asked


@pytest.mark.parametrize("name", [*OUTSIDERS, "operator"])
def test_who_was_asked_and_why_is_on_no_page_of_others(other, make_member, who, index, name):  # noqa: F811
    """Of moderators neither, though the topic is everybody's."""
    topic, expert = make_topic(make_board("public"), other, title="Common question"), make_member("Ellen Expert")
    ask(topic, other, expert)
    index()
    client = who(name)

    pages = [topic.get_absolute_url(), f"/forum/t/{topic.ref}/print/", f"/forum/t/{topic.ref}/fresh/?after=0", "/"]
    pages += [
        f"/people/{expert.ref}/",
        "/notices/",
        "/moderation/",
        "/moderation/log/",
        "/search/?q=common",
        "/audit/?kind=topic",
    ]

    shown = {page: text(client.get(page)).partition("<main")[2] for page in pages}
    assert [page for page, body in shown.items() if CANARY in body] == []
    named = [page for page, body in shown.items() if "Ellen Expert" in body and "/people/" not in page]
    assert named == []


def test_who_was_asked_and_left_the_space_finds_nothing_of_it(space, other, make_member, client_of):
    expert = make_member("Ellen Expert")
    keeper = space.memberships.get(role="keeper").user
    add_to_space(expert, space, by=keeper)
    topic = make_topic(make_board(space.audience), other, title=f"{CANARY} question")
    ask(topic, other, expert)
    client = client_of(expert)
    inside = CANARY in text(client.get("/notices/"))
    leave(expert, space, by=keeper)

    pages = ["/", "/notices/", "/forum/", "/forum/topics/?show=followed", f"/people/{other.ref}/"]
    there, missing = (answer_to(client, f"/forum/t/{ref}/") for ref in (topic.ref, UNKNOWN))
    assert (inside, [page for page in pages if CANARY in text(client.get(page))]) == (True, [])
    assert (there[0], TOKEN.sub("", there[2])) == (missing[0], TOKEN.sub("", missing[2]))
    assert [letter for letter in mailed() if letter.to == [expert.email] and "asks" in letter.body] == []


def test_a_mail_to_who_is_asked_says_of_a_space_only_that_there_is_something(space, other, client_of):
    keeper = space.memberships.get(role="keeper").user
    topic = make_topic(make_board(space.audience), other, title=f"{CANARY} question")

    ask(topic, other, keeper)

    [letter] = [each for each in mailed() if each.to == [keeper.email]]
    whole = str(letter.message())
    assert [word for word in (CANARY, other.name, topic.ref, space.ref) if word in whole] == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["nobody", "member", "moderator", "steward"])
def test_the_page_to_ask_on_is_the_one_404_for_who_may_not(space, other, who, name, method):
    topic, client = make_topic(make_board(space.audience), other), who(name)

    for deed in ("ask", "ask/?language=fr", "applies"):
        there, missing = (
            answer_to(client, f"/forum/t/{ref}/{deed.rstrip('/')}/", method) for ref in (topic.ref, UNKNOWN)
        )
        assert (there[0], TOKEN.sub("", there[2])) == (missing[0], TOKEN.sub("", missing[2]))
    assert Asked.objects.count() == 0


def test_candidates_and_what_one_chooses_among_are_those_who_read_it_as_the_reader_knows_them(
    space, other, make_member, client_of
):
    """What nobody may know of somebody is no choice, what only outsiders have is none either, and who has no name in
    lists is called as lists do."""
    load()
    concepts = dict(zip(("inside", "hidden", "outside"), Concept.objects.exclude(top=None)[:3], strict=True))
    keeper = space.memberships.get(role="keeper").user
    people = {name: make_member(f"{name.capitalize()} Person") for name in concepts}
    for name, seen in (("inside", [MEMBERS]), ("hidden", []), ("outside", [MEMBERS])):
        person = people[name]
        if name != "outside":
            add_to_space(person, space, by=keeper)
        told = {"languages": [("rw", "c1")] if name != "inside" else [("fr", "c1")], "expertise": [concepts[name]]}
        tell(person, Telling(name=person.name, seen=dict.fromkeys(told, seen), **told), by=person)
    topic = make_topic(make_board(space.audience), other)

    page = client_of(User.objects.get(pk=other.pk)).get(f"/forum/t/{topic.ref}/ask/")

    choices = {name: [value for value, _label in field.choices] for name, field in page.context["look"].fields.items()}
    assert choices["expertise"] == ["", concepts["inside"].ref]
    assert choices["language"] == ["", "fr"]
    assert "Outside Person" not in text(page)
    narrowed = client_of(other).get(f"/forum/t/{topic.ref}/ask/?expertise={concepts['hidden'].ref}&language=rw")
    assert [row.name for row in narrowed.context["people"]] == [row.name for row in page.context["people"]]


# --- what there is already, and what stands beside a topic


@pytest.fixture
def concept(db):
    load()
    return Concept.objects.get(slug="extradition")


def test_what_is_shown_beside_a_title_is_the_same_with_and_without_what_one_may_not_read(
    other, member, moderator, space, editor, client_of, index  # noqa: F811
):  # fmt: skip
    make_topic(make_board(), other, title="Who opens the evidence locker?")
    clients = [client_of(person) for person in (member, moderator)]

    def shown():
        index()
        answers = [client.post("/forum/similar/", {"title": "The evidence locker"}) for client in clients]
        beside = [
            client.post(
                f"/forum/b/{board.ref}/new/", {"title": "The evidence locker", "body": "Words.", "preview": "1"}
            )
            for client in clients
        ]
        return [TOKEN.sub("", text(answer).partition("<aside")[0]) for answer in (*answers, *beside)]

    board = make_board()
    before = shown()
    inside = make_board(space.audience)
    for number in range(6):
        make_topic(inside, other, title=f"{CANARY} evidence locker {number}")
    make_draft(editor, title=f"{CANARY} evidence locker in a draft")

    assert "Who opens the" in before[0]
    assert [CANARY in page for page in shown()] == [False] * 4
    assert re.findall(r'href="/forum/t/\w+/"', "".join(shown())) == re.findall(r'href="/forum/t/\w+/"', "".join(before))
    # Those inside find it: the words are the right ones.
    assert CANARY in text(client_of(other).post("/forum/similar/", {"title": "The evidence locker"}))


@pytest.mark.parametrize("name", ["nobody", "member", "moderator", "steward"])
def test_what_stands_beside_a_topic_holds_nothing_that_its_reader_may_not_open(
    concept, other, editor, space, who, index, name  # noqa: F811
):  # fmt: skip
    topic = make_topic(make_board("public"), other, title="Common question", concepts=[concept])
    make_topic(make_board(space.audience), other, title=f"{CANARY} question", concepts=[concept])
    lesson = make_lesson(editor, title=f"{CANARY} lesson", concepts=[concept])
    applied = make_lesson(editor, title="For members alone", concepts=[concept])
    make_draft(editor, title=f"{CANARY} draft", concepts=[concept])
    actions.say_applies(topic, key_of(applied), by=other)
    actions.say_applies(topic, key_of(lesson), by=other)
    index()
    client = who(name)
    shown = text(client.get(topic.get_absolute_url()))

    unpublish_lesson(lesson, by=editor)  # what was kept for a minute is asked for again
    after = text(client.get(topic.get_absolute_url()))

    is_in = name != "nobody"
    assert (f"{CANARY} lesson" in shown, "For members alone" in shown, "said by" in shown) == (is_in, is_in, is_in)
    assert (f"{CANARY} question" in shown, f"{CANARY} draft" in shown, CANARY in after) == (False, False, False)


def test_who_left_a_space_finds_nothing_of_it_beside_a_topic_within_the_same_minute(
    concept, other, space, client_of, index  # noqa: F811
):  # fmt: skip
    topic = make_topic(make_board(), other, title="Common question", concepts=[concept])
    make_topic(make_board(space.audience), other, title=f"{CANARY} question", concepts=[concept])
    index()
    client = client_of(other)
    before = CANARY in text(client.get(topic.get_absolute_url()))
    leave(other, space, by=other)

    assert (before, CANARY in text(client.get(topic.get_absolute_url()))) == (True, False)


# --- votes


VOTERS = 4


@pytest.fixture
def poll(other):
    """poll(audience, is_anonymous) -> a poll by Otto Other, open until tomorrow."""

    def start(audience="public", *, is_anonymous):
        ask = Ask(("Herons", "Egrets"), is_anonymous=is_anonymous, closes_at=timezone.now() + timedelta(days=1))
        topic = actions.start_poll(
            make_board(audience), ask=ask, by=other, title="Which bird?", body="Please vote.", once=new_once()
        )
        return Poll.objects.get(topic=topic)

    return start


@pytest.fixture
def voters(make_member):
    return [make_member(f"{CANARY} Voter {number}") for number in range(VOTERS)]


def cast(poll, voters, words="Herons"):
    ref = poll.choices.get(text=words).ref
    for voter in voters:
        with within_session(f"session of {voter.pk}"):
            actions.vote(poll, by=voter, refs=[ref])


def close(poll):
    now = timezone.now()
    Poll.objects.filter(pk=poll.pk).update(closes_at=now - timedelta(seconds=1))


def pages_about(topic):
    here = topic.get_absolute_url()
    yield from (here, f"{here}print/", f"{here}fresh/?after=0", f"{here}search/?q=bird", topic.board.get_absolute_url())
    yield from (f"/forum/b/{topic.board.ref}/feed/", "/forum/", "/forum/topics/?show=mine", "/search/?q=bird", "/")
    yield from ("/notices/", "/moderation/log/", "/moderation/", "/audit/?kind=topic")


RESULT = re.compile(r"\d+ votes?\b|\d+ %|<meter")


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("name", [*OUTSIDERS, "other", "voter"])
def test_of_a_secret_vote_nobody_is_told_anything_before_its_end(poll, voters, moderator, who, client_of, name, locked):
    """Not its asker, nor who has voted, nor moderators, also when the topic is closed before."""
    asked = poll(is_anonymous=True)
    cast(asked, voters)
    if locked:
        actions.lock_topic(asked.topic, by=moderator)
    client = client_of(voters[0]) if name == "voter" else who(name)

    shown = {page: text(client.get(page)) for page in pages_about(asked.topic)}

    assert [page for page, body in shown.items() if RESULT.search(body.partition("<main")[2])] == []
    named = [
        page for page, body in shown.items() if any(each.name in body.partition("<main")[2] for each in voters[1:])
    ]
    assert named == []


@pytest.mark.parametrize("name", ["nobody", "member", "moderator", "other"])
def test_at_its_end_a_secret_vote_is_told_in_numbers_and_to_nobody_by_name(poll, voters, who, name):
    asked = poll(is_anonymous=True)
    cast(asked, voters)
    close(asked)

    shown = {page: text(who(name).get(page)) for page in pages_about(asked.topic)}

    assert f"{VOTERS} votes" in shown[asked.topic.get_absolute_url()]
    assert [page for page, body in shown.items() if any(voter.name in body for voter in voters)] == []


def test_no_table_and_no_entry_says_who_chose_what_in_secret(poll, voters):
    """That somebody voted is known to the poll, so that they vote once; what they chose only as a number."""
    asked = poll("members", is_anonymous=True)
    cast(asked, voters[:2], "Herons")
    cast(asked, voters[2:], "Egrets")

    columns = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.related_model is PollChoice and (field.concrete or field.many_to_many)
    ]
    entries = AuditEntry.objects.filter(verb="forum.vote").values_list("actor", "session", "reason", "key")
    assert Ballot.choices.through.objects.count() == 0
    assert {label for label, _name in columns} <= {"forum.Ballot", "forum.Ballot_choices"}
    assert set(entries) == {("", "", "", key_of(asked.topic))}
    moments = [field.name for field in Ballot._meta.get_fields() if isinstance(field, models.DateTimeField)]
    assert moments == []  # beside those of the entries, they would name who voted


@pytest.mark.parametrize(
    ("name", "before", "after", "names"),
    [("nobody", False, True, False), ("member", False, True, True), ("moderator", False, True, True),
     ("voter", True, True, True)],
)  # fmt: skip
def test_of_a_vote_by_name_members_who_voted_are_told_and_at_its_end_all_but_names_to_members_alone(
    poll, voters, who, client_of, name, before, after, names
):
    asked = poll(is_anonymous=False)
    cast(asked, voters)
    client = client_of(voters[0]) if name == "voter" else who(name)

    def shown():
        pages = {page: text(client.get(page)).partition("<main")[2] for page in pages_about(asked.topic)}
        telling = [page for page, body in pages.items() if RESULT.search(body)]
        naming = [page for page, body in pages.items() if any(voter.name in body for voter in voters[1:])]
        return telling, naming

    running = shown()
    close(asked)
    over = shown()

    here = [asked.topic.get_absolute_url()]
    assert running == (here if before else [], here if before else [])
    assert over == (here if after else [], here if names else [])


def test_votes_are_in_no_copy_that_is_taken_along(poll, voters, fresh_client_of):  # noqa: F811
    asked = poll(is_anonymous=False)
    cast(asked, voters)
    close(asked)

    copy = fresh_client_of(voters[0]).post(f"/forum/t/{asked.topic.ref}/export/")

    assert copy["Content-Type"].startswith("text/markdown")
    assert [voter.name for voter in voters if voter.name in text(copy)] == []


@pytest.mark.parametrize("name", ["nobody", "member", "moderator", "steward"])
def test_voting_in_a_space_is_the_one_404_outside_of_it(poll, space, who, name):
    asked = poll(space.audience, is_anonymous=True)
    client, sent = who(name), {"choice": asked.choices.first().ref}

    answers = [client.post(f"/forum/t/{ref}/vote/", sent) for ref in (asked.topic.ref, UNKNOWN)]

    assert answers[0].status_code == answers[1].status_code
    assert TOKEN.sub("", text(answers[0])).replace(asked.topic.ref, UNKNOWN) == TOKEN.sub("", text(answers[1]))
    assert asked.ballots.count() == 0


def test_a_reply_of_who_was_asked_without_a_name_is_told_to_nobody_as_theirs(other, make_member, client_of, moderator):
    """Neither as an answer of who was asked, nor by what else becomes of the question to them."""
    people = [make_member() for _ in range(5)]
    topic = make_topic(make_board(), other)
    ask(topic, other, people[0], people[1])
    clients = [client_of(person) for person in (other, moderator, people[1])]

    def panels():
        found = [re.search(r'aria-labelledby="asked".*?</section>', text(client.get(topic.get_absolute_url())), re.S)
                 for client in clients]  # fmt: skip
        return [match and match[0] for match in found]

    before = panels()
    make_reply(topic, people[0], sign=Sign(NOBODY))

    assert before[0]
    assert panels() == before
