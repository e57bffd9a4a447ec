"""Two people learn who wrote a post without a name: never one alone, on record, for 72 hours; its bearer is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from forum import actions, refusals, rules
from forum.models import Lifting
from forum.signing import Sign
from members.actions import appoint
from moderation.attribution import NOBODY
from notifications.models import Notice
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(make_member):
    return make_member("Milo Moderator", roles=["moderator"])


@pytest.fixture
def post(board, member, other, moderator):
    """By Otto Other, without his name."""
    return make_topic(board, other, sign=Sign(NOBODY), title="Heron question").posts.get()


@pytest.fixture
def asked(post, moderator):
    return actions.ask_lifting(post, by=moderator, reason="A witness is named in it.")


def page(client, lifting):
    response = client.get(f"/forum/l/{lifting.ref}/")
    return response.status_code, response.content.decode()


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def test_asking_shows_nothing_and_tells_those_who_answer_for_the_place(
    asked, moderator, second, steward, other, client_of
):
    status, text = page(client_of(moderator), asked)

    assert (status, "Otto Other" in text) == (200, False)
    assert AuditEntry.objects.filter(verb="forum.ask_lifting").values_list("actor", "key", "reason").get() == (
        key_of(moderator), key_of(asked.post), "A witness is named in it.",
    )  # fmt: skip
    assert told(other) == []


def test_who_answers_for_the_place_hears_that_somebody_asks(post, moderator, second, steward, other, member):
    actions.ask_lifting(post, by=moderator, reason="Why.")

    assert [told(person) for person in (second, steward, moderator, other, member)] == [
        ["forum.lifting_asked"], ["forum.lifting_asked"], [], [], [],
    ]  # fmt: skip


def test_once_agreed_to_the_two_see_the_name_and_its_bearer_is_told(asked, moderator, second, other, member, client_of):
    response = client_of(second).post(f"/forum/l/{asked.ref}/", {"decision": "agree"})

    assert response.url == f"/forum/l/{asked.ref}/"
    assert ["Otto Other" in page(client_of(who), asked)[1] for who in (moderator, second)] == [True, True]
    assert page(client_of(member), asked)[0] == 404
    assert (told(other), told(moderator)) == (["forum.lifted"], ["forum.lifting_agreed"])
    text = page(client_of(other), asked)[1]
    assert [name in text for name in (moderator.name, second.name, "A witness is named in it.")] == [True] * 3
    asked.post.refresh_from_db()
    assert asked.post.author is None


def test_each_showing_is_on_record_and_names_the_reader_alone(asked, moderator, second, other, client_of):
    actions.agree_to_lifting(asked, by=second)
    for _ in range(2):
        page(client_of(moderator), asked)

    seen = AuditEntry.objects.filter(verb="forum.see_writer").values_list("actor", "key")
    assert list(seen) == [(key_of(moderator), key_of(asked.post))]
    assert not AuditEntry.objects.filter(actor=key_of(other), key=key_of(asked.post)).exists()
    assert not AuditEntry.objects.filter(reason__contains=other.ref).exists()


def test_after_72_hours_nobody_sees_it_any_more(asked, moderator, second, client_of):
    actions.agree_to_lifting(asked, by=second)
    Lifting.objects.update(closes_at=timezone.now() - timedelta(seconds=1))

    assert [("Otto Other" in page(client_of(who), asked)[1]) for who in (moderator, second)] == [False, False]


def test_once_the_post_is_erased_nobody_sees_it_any_more(asked, moderator, second, client_of):
    actions.agree_to_lifting(asked, by=second)

    actions.erase_post(asked.post)

    assert ["Otto Other" in page(client_of(who), asked)[1] for who in (moderator, second)] == [False, False]
    assert not rules.can_learn_writer(moderator, Lifting.objects.get())


def test_who_is_no_moderator_any_more_sees_nothing(asked, moderator, second, client_of):
    actions.agree_to_lifting(asked, by=second)
    moderator.appointments.update(ended_at=timezone.now())

    assert page(client_of(moderator), asked)[0] == 404


def test_nobody_gives_both_words_and_nobody_answers_of_themselves(post, asked, moderator, other, member):
    other.appointments.create(role="moderator")
    other.forget_rights()

    for person in (moderator, other, member):
        with pytest.raises(NotAllowed):
            actions.agree_to_lifting(asked, by=person)
    assert not Lifting.objects.visible_to(other).exists()
    assert not rules.can_ask_lifting(other, post)


def test_a_request_that_ran_out_is_answered_by_nobody_and_can_be_made_again(asked, moderator, second):
    Lifting.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(refusals.AnsweredAlready):
        actions.agree_to_lifting(asked, by=second)

    again = actions.ask_lifting(asked.post, by=moderator, reason="Still.")

    assert again.pk != asked.pk
    assert actions.ask_lifting(asked.post, by=moderator, reason="Twice.").pk == again.pk


def test_refused_is_refused(asked, moderator, second, client_of):
    client_of(second).post(f"/forum/l/{asked.ref}/", {"decision": "refuse"})

    with pytest.raises(refusals.AnsweredAlready):
        actions.agree_to_lifting(asked, by=second)
    assert (told(moderator), "Otto Other" in page(client_of(moderator), asked)[1]) == (["forum.lifting_refused"], False)


def test_what_carries_a_name_has_nothing_to_ask(board, member, moderator, client_of):
    named = make_reply(make_topic(board, member), member)

    assert client_of(moderator).get(f"/forum/p/{named.ref}/lift/").status_code == 404


def test_moderators_alone_are_offered_to_ask(post, moderator, member, other, client_of):
    pages = {who.name: client_of(who).get(f"/forum/t/{post.topic.ref}/") for who in (moderator, member, other)}
    offered = {name: f"/forum/p/{post.ref}/lift/" in shown.content.decode() for name, shown in pages.items()}

    assert offered == {moderator.name: True, member.name: False, other.name: False}


def test_in_a_space_its_own_people_decide_and_no_steward(make_space, make_member, steward, member, other):
    space = make_space("secret", people=[member, other])
    post = make_topic(make_board(space.audience), other, sign=Sign(NOBODY)).posts.get()
    keeper = space.memberships.keeping().get().user

    asked = actions.ask_lifting(post, by=keeper, reason="Why.")

    assert not Lifting.objects.visible_to(steward).exists()
    with pytest.raises(NotAllowed):
        actions.agree_to_lifting(asked, by=steward)


def test_a_reason_is_asked_for_and_what_waits_is_listed(post, moderator, second, client_of):
    empty = client_of(moderator).post(f"/forum/p/{post.ref}/lift/", {"reason": " "})
    sent = client_of(moderator).post(f"/forum/p/{post.ref}/lift/", {"reason": "A witness."})

    assert (list(empty.context["form"].errors), sent.url) == (["reason"], Lifting.objects.get().get_absolute_url())
    listed = client_of(second).get("/forum/l/").content.decode()
    assert ("Heron question" in listed, "Otto Other" in listed) == (True, False)
    assert "needs your word" in client_of(second).get("/moderation/").content.decode()


def test_the_list_costs_the_same_for_one_request_and_for_three(
    board, other, make_member, moderator, second, cost_of, client_of
):
    def ask(by):
        post = make_topic(board, other, sign=Sign(NOBODY)).posts.get()
        actions.ask_lifting(post, by=by, reason="A witness is named in it.")

    client = client_of(second)
    ask(moderator), ask(second)
    one = cost_of(client, "/forum/l/")
    for _ in range(2):
        ask(make_member(roles=["moderator"])), ask(second)

    assert cost_of(client, "/forum/l/") == one
    assert [len(client.get("/forum/l/").context[name]) for name in ("waiting", "own")] == [3, 3]


def test_how_many_ask_is_told_with_a_role_and_not_after_it(asked, member, client_of):
    """The query is kept in the process: under what the person may do, not under who it is."""
    client, words = client_of(member), b"asks to learn it"

    seen = [words in client.get("/").content]
    appoint(member, "steward", by=None)
    seen.append(words in client.get("/").content)
    member.appointments.update(ended_at=timezone.now())
    seen.append(words in client.get("/").content)

    assert seen == [False, True, False]
