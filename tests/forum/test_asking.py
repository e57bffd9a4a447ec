"""Experts are asked to answer, what applies is said, and what there is already is shown while one asks."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.gate import MEMBERS
from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from forum import actions, refusals
from forum.models import Applies, Asked, Topic
from forum.signing import Sign
from members.actions import Telling, silence, tell
from members.models import Silence
from moderation.attribution import NOBODY
from notifications.models import Notice
from search.rebuild import rebuild
from search.work import run_once
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.library import make_lesson
from tests.factories.thesaurus import load
from thesaurus.models import Concept

pytestmark = pytest.mark.django_db
UNKNOWN = "aaaaaaaaaa"


def text(response):
    return response.content.decode()


def ask(topic, by, *people, reason="You know this."):
    return actions.ask_to_answer(topic, by=by, refs=[person.ref for person in people], reason=reason)


# --- asking


def test_the_asker_asks_people_who_hear_of_it_with_the_reason(client_of, topic, other, member):
    client_of(other).post(f"/forum/t/{topic.ref}/ask/", {"person": [member.ref], "reason": "You wrote on it."})
    page = text(client_of(member).get(f"/forum/t/{topic.ref}/"))

    notice = Notice.objects.get(recipient=member)
    assert (notice.kind, notice.key) == ("forum.ask", key_of(Asked.objects.get()))
    assert ("asks you to answer" in page, "You wrote on it." in page) == (True, True)


def test_who_was_asked_is_told_to_the_asker_and_to_themselves_alone(client_of, topic, other, member, make_member):
    ask(topic, other, member)
    third = make_member("Third")

    def sees(person):
        return "Asked to answer" in text(client_of(person).get(f"/forum/t/{topic.ref}/"))

    before = text(client_of(other).get(f"/forum/t/{topic.ref}/"))
    make_reply(topic, member)
    after = text(client_of(other).get(f"/forum/t/{topic.ref}/"))

    assert [sees(person) for person in (other, member, third)] == [True, True, False]
    assert ("not yet" in before, "has answered" in before, "has answered" in after) == (True, False, True)


@pytest.mark.parametrize(("who", "may"), [("other", True), ("moderator", True), ("member", False), ("steward", False)])
def test_who_may_ask(request, topic, make_member, who, may):
    person = request.getfixturevalue(who)
    expert = make_member("Expert")

    if may:
        assert ask(topic, person, expert) == 1
    else:
        with pytest.raises(NotAllowed):
            ask(topic, person, expert)


def test_what_the_asker_without_a_name_did_is_not_told_by_what_they_open_next(client_of, make_space, make_member):
    people = [make_member() for _ in range(5)]
    writer = people[0]
    space = make_space("secret", people=people)
    topic = make_topic(make_board(space.audience), writer, sign=Sign(NOBODY))
    cache.clear()

    ask(topic, writer, people[1])
    client_of(writer).get(f"/forum/t/{topic.ref}/")

    verbs = ("forum.ask", "core.open")
    entries = AuditEntry.objects.filter(key=key_of(topic), verb__in=verbs).values_list("verb", "actor", "session")
    assert list(entries) == [("forum.ask", "", "")]


def test_at_most_five_are_asked_in_a_topic_and_ten_a_day_by_one_person(board, other, make_member):
    people = [make_member() for _ in range(6)]
    topics = [make_topic(board, other) for _ in range(3)]

    with pytest.raises(refusals.AskedEnough):
        ask(topics[0], other, *people)
    ask(topics[0], other, *people[:5]), ask(topics[1], other, *people[:5])
    with pytest.raises(refusals.AskedOften):
        ask(topics[2], other, people[0])


def test_who_was_asked_often_today_or_has_muted_the_asker_is_not_told_and_nobody_learns_it(
    client_of, board, other, member, make_member
):
    for _ in range(3):
        asker = make_member()
        ask(make_topic(board, asker), asker, member)
    deaf = make_member("Deaf")
    silence(other, Silence.MUTE, by=deaf)
    topic = make_topic(board, other)

    ask(topic, other, member, deaf)

    page = text(client_of(other).get(f"/forum/t/{topic.ref}/"))
    told = Notice.objects.filter(kind="forum.ask").values_list("recipient", flat=True)
    assert (list(told).count(member.pk), deaf.pk in told, page.count("not yet")) == (3, False, 2)


def test_only_those_who_can_read_the_topic_are_found_or_asked(client_of, make_space, other, member, make_member):
    inside = make_member("Inga Inside")
    topic = make_topic(make_board(make_space("secret", people=[other, inside]).audience), other)

    page = client_of(other).get(f"/forum/t/{topic.ref}/ask/")

    assert {row.name for row in page.context["people"]} == {"Inga Inside", "Karla Keeper"}
    with pytest.raises(refusals.NobodyAsked):
        ask(topic, other, member)
    assert not Asked.objects.exists()


def test_where_a_space_hides_its_people_nobody_is_offered(client_of, make_space, other):
    space = make_space("invite", people=[other])
    type(space).objects.update(people_seen_by="keepers")
    topic = make_topic(make_board(space.audience), other)

    assert client_of(other).get(f"/forum/t/{topic.ref}/ask/").status_code == 404


def test_people_are_found_by_field_language_and_country_as_far_as_members_may_know(
    client_of, topic, other, make_member
):
    load()
    known, hidden = make_member("Known Expert"), make_member("Hidden Expert")
    concept = Concept.objects.get(slug="extradition")
    for person, audiences in ((known, [MEMBERS]), (hidden, [])):
        seen = {"languages": audiences, "expertise": audiences}
        telling = Telling(name=person.name, languages=[("fr", "c1")], expertise=[concept], seen=seen)
        tell(person, telling, by=person)

    page = client_of(other).get(f"/forum/t/{topic.ref}/ask/?expertise={concept.ref}&language=fr")

    assert [row.name for row in page.context["people"]] == ["Known Expert"]


def test_looking_for_somebody_else_keeps_the_reason_and_the_ticks(client_of, topic, other, member, make_member):
    load()
    known = make_member("Known Expert")
    tell(known, Telling(name=known.name, languages=[("fr", "c1")], seen={"languages": [MEMBERS]}), by=known)

    sent = {"person": [member.ref], "reason": "You wrote on it.", "language": "fr", "look": "1"}
    page = client_of(other).post(f"/forum/t/{topic.ref}/ask/", sent)

    assert [row.name for row in page.context["people"]] == [member.name, "Known Expert"]
    assert (page.context["chosen"], page.context["form"]["reason"].value()) == ([member.ref], "You wrote on it.")
    assert (page.context["form"].errors, Asked.objects.count()) == ({}, 0)


def test_a_reason_typed_while_the_session_ended_waits(anonymous, client_of, topic, other):
    address = f"/forum/t/{topic.ref}/ask/"
    writer = client_of(other).get(address).context["form"]["writer"].value()

    page = anonymous.post(address, {"reason": "You wrote on it.", "writer": writer})
    anonymous.force_login(other)

    assert (page.status_code, "You wrote on it." in text(page)) == (403, True)
    assert anonymous.get(address).context["form"]["reason"].value() == "You wrote on it."


def test_where_the_asker_s_name_is_not_shown_asking_does_not_show_it(client_of, topic, other, member, make_member):
    for rows in (Topic.objects.filter(pk=topic.pk), topic.posts.all()):
        rows.update(author=None, attribution="none")

    ask(topic, other, member)

    page = text(client_of(member).get(f"/forum/t/{topic.ref}/"))
    assert (Asked.objects.get().by, "You are asked to answer" in page) == (None, True)
    assert (Notice.objects.get(recipient=member).actor, "Otto Other" in page) == ("", False)
    assert AuditEntry.objects.get(verb="forum.ask").actor == ""


def test_what_one_answered_without_a_name_is_not_told_to_the_asker(client_of, topic, other, member):
    ask(topic, other, member)
    post = make_reply(topic, member)
    type(post).objects.filter(pk=post.pk).update(author=None, attribution="none")

    assert "not yet" in text(client_of(other).get(f"/forum/t/{topic.ref}/"))


# --- what applies


@pytest.fixture
def lesson(topic, other, editor):
    """A lesson on a concept of the topic."""
    load()
    concept = Concept.objects.get(slug="extradition")
    topic.concepts.add(concept)
    return make_lesson(editor, title="What we learned", concepts=[concept])


def test_a_member_says_that_a_lesson_applies_and_it_stands_first_with_who_said_so(as_member, topic, member, lesson):
    as_member.post(f"/forum/t/{topic.ref}/applies/", {"key": key_of(lesson)})
    page = text(as_member.get(f"/forum/t/{topic.ref}/"))

    assert ("This applies" in page, "What we learned" in page, "said by" in page) == (True, True, True)
    assert Applies.objects.get().by == member


def test_it_is_said_once_and_taken_back_by_who_said_so_or_a_moderator(topic, member, other, moderator, lesson):
    key = key_of(lesson)
    actions.say_applies(topic, key, by=member), actions.say_applies(topic, key, by=other)
    actions.unsay_applies(topic, key, by=other)
    first = Applies.objects.get().by
    actions.unsay_applies(topic, key, by=moderator)

    assert (first, Applies.objects.count()) == (member, 0)


def test_what_one_may_not_see_or_is_no_lesson_does_not_apply(topic, member, make_space, other):
    secret = make_topic(make_board(make_space("secret", people=[other]).audience), other)

    for key in (key_of(secret), key_of(topic), f"lesson:{UNKNOWN}", "nonsense"):
        with pytest.raises(NotAllowed):
            actions.say_applies(topic, key, by=member)


def test_what_applies_costs_the_same_for_one_and_three(as_member, topic, member, editor, lesson):
    def cost():
        as_member.get(f"/forum/t/{topic.ref}/")
        with CaptureQueriesContext(connection) as queries:
            as_member.get(f"/forum/t/{topic.ref}/")
        return len(queries)

    actions.say_applies(topic, key_of(lesson), by=member)
    one = cost()
    for number in range(2):
        actions.say_applies(topic, key_of(make_lesson(editor, title=f"More {number}")), by=member)

    assert cost() == one


# --- what there is already


@pytest.fixture
def found(settings, tmp_path, topic, other, make_space):
    """An index with a question of all members and one of a secret space."""
    settings.INDEX_ROOT = tmp_path / "index"
    rebuild()
    make_topic(topic.board, other, title="Who opens the evidence locker?")
    make_topic(make_board(make_space("secret", people=[other]).audience), other, title="Kestrel evidence locker")
    while run_once():
        pass


def test_while_one_types_a_title_similar_topics_appear_as_far_as_one_may_read_them(as_member, client_of, found, other):
    shown = [
        text(client.post("/forum/similar/", {"title": "The evidence locker"}))
        for client in (as_member, client_of(other))
    ]

    assert ["Who opens the" in page for page in shown] == [True, True]
    assert ["Kestrel" in page for page in shown] == [False, True]


def test_without_script_a_title_alone_is_enough_for_them(as_member, found, topic):
    page = as_member.post(f"/forum/b/{topic.board.ref}/new/", {"title": "The evidence locker", "preview": "1"})

    assert "Who opens the" in text(page)


def test_without_script_they_stand_beside_the_preview_and_block_nothing(as_member, found, topic):
    sent = {"title": "The evidence locker", "body": "Words.", "kind": "question", "preview": "1"}
    page = text(as_member.post(f"/forum/b/{topic.board.ref}/new/", sent))
    del sent["preview"]

    assert "Who opens the" in page
    assert as_member.post(f"/forum/b/{topic.board.ref}/new/", sent).status_code == 302


def test_visitors_and_short_words_find_nothing(anonymous, as_member):
    assert as_member.post("/forum/similar/", {"title": "Who"}).content.strip() == b""
    assert anonymous.post("/forum/similar/", {"title": "The evidence locker"}).status_code in (403, 404)
