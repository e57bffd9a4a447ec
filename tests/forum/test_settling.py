"""Questions are answered, announcements made, polls voted in."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.forms import new_once
from core.models import AuditEntry
from core.refusals import NotAllowed
from forum import actions, refusals
from forum.actions.polls import Ask
from forum.models import Ballot, Poll, PollChoice, Topic
from forum.polls import MOST_NAMES
from notifications.models import Notice
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db
BY_NAME = Ask(("Yes", "No"))
TOMORROW = timezone.now() + timedelta(days=1)
SECRET = Ask(("Yes", "No"), is_anonymous=True, closes_at=TOMORROW)


def text(response):
    return response.content.decode()


@pytest.fixture
def ask(board, other):
    """ask(Ask) -> the poll of a topic by Otto Other."""

    def start(asked):
        topic = actions.start_poll(board, ask=asked, by=other, title="Which day?", body="Please vote.", once=new_once())
        return Poll.objects.get(topic=topic)

    return start


def ref_of(poll, words):
    return poll.choices.get(text=words).ref


# --- questions


def test_the_asker_accepts_an_answer_and_it_stands_below_the_question(client_of, topic, member, other):
    make_reply(topic, member, body="Something else.")
    answer = make_reply(topic, member, body="What helped.")

    client_of(other).post(f"/forum/p/{answer.ref}/accept/")
    page = text(client_of(other).get(f"/forum/t/{topic.ref}/"))

    assert Topic.objects.get().accepted == answer
    assert (page.count("What helped."), page.count('id="p3"'), page.count("Accepted answer")) == (2, 1, 2)
    assert Notice.objects.get(recipient=member, kind="forum.accepted").key == f"post:{answer.ref}"


def test_an_accepted_answer_that_comes_next_is_not_shown_twice(client_of, topic, member, other):
    answer = make_reply(topic, member, body="What helped.")
    make_reply(topic, member, body="Something else.")
    actions.accept_answer(answer, by=other)

    page = text(client_of(other).get(f"/forum/t/{topic.ref}/"))

    assert (page.count("What helped."), page.count("Accepted answer"), 'id="p2"' in page) == (1, 1, True)


def test_an_accepted_answer_of_another_page_stands_below_the_question_too(client_of, topic, member, other):
    for _ in range(21):
        answer = make_reply(topic, member)
    actions.accept_answer(answer, by=other)

    page = text(client_of(other).get(f"/forum/t/{topic.ref}/"))

    assert (answer.body in page, 'href="?from=21#p22"' in page) == (True, True)


@pytest.mark.parametrize(("who", "may"), [("other", True), ("moderator", True), ("member", False), ("steward", False)])
def test_who_accepts_answers(request, topic, member, who, may):
    answer = make_reply(topic, member)
    person = request.getfixturevalue(who)

    with suppress(NotAllowed):
        actions.accept_answer(answer, by=person)

    assert Topic.objects.get().is_answered is may


def test_a_question_that_needs_more_waits_among_those_without_an_answer(as_member, topic, post, other, member):
    actions.accept_answer(post, by=other)
    actions.ask_for_more(topic, by=other)

    assert list(Topic.objects.visible_to(member).unanswered()) == [topic]
    assert "Needs more" in text(as_member.get(f"/forum/b/{topic.board.ref}/"))
    topic.refresh_from_db()
    assert topic.accepted is None


def test_the_list_marks_what_is_answered_until_that_is_taken_back(as_member, topic, post, other):
    actions.accept_answer(post, by=other)
    answered = text(as_member.get(f"/forum/b/{topic.board.ref}/"))
    actions.reopen_question(topic, by=other)

    assert ("Answered" in answered, "Answered" in text(as_member.get(f"/forum/b/{topic.board.ref}/"))) == (True, False)


def test_an_answer_that_is_hidden_answers_nothing(topic, post, other, moderator):
    actions.accept_answer(post, by=other)
    actions.hide_post(post, by=moderator)
    actions.restore_post(post, by=moderator)

    assert Topic.objects.get().accepted is None


def test_the_opening_post_and_what_is_gone_are_no_answers(topic, post, other, moderator):
    actions.hide_post(post, by=moderator)

    for each in (topic.posts.get(number=1), post):
        with pytest.raises(refusals.PostGone):
            actions.accept_answer(each, by=other)


def test_the_database_keeps_a_question_from_being_both(topic, post):
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=topic.pk).update(accepted=post, needs_more_at=timezone.now())


def test_a_topic_with_an_accepted_answer_costs_no_more_the_longer_it_is(
    client_of, topic, post, other, django_assert_num_queries
):
    actions.accept_answer(post, by=other)
    client = client_of(other)
    client.get(f"/forum/t/{topic.ref}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/forum/t/{topic.ref}/")
    one = len(asked)
    make_reply(topic, other), make_reply(topic, other)
    client.get(f"/forum/t/{topic.ref}/")

    with django_assert_num_queries(one):
        client.get(f"/forum/t/{topic.ref}/")


# --- announcements


def test_announcements_are_made_by_moderators_and_shown_as_such(as_moderator, as_member, board, moderator, member):
    sent = {"title": "New rules", "body": "From today.", "kind": "announcement", "once": new_once()}
    offered = ["announcement" in text(client.get(f"/forum/b/{board.ref}/new/")) for client in (as_moderator, as_member)]

    refused = as_member.post(f"/forum/b/{board.ref}/new/", sent)
    as_moderator.post(f"/forum/b/{board.ref}/new/", sent)

    assert (offered, list(refused.context["form"].errors)) == ([True, False], ["kind"])
    assert Topic.objects.get().author == moderator
    assert "Announcement" in text(as_member.get(f"/forum/b/{board.ref}/"))
    with pytest.raises(NotAllowed):
        actions.start_topic(board, by=member, title="Mine", body="Words.", once=new_once(), kind="announcement")


# --- polls


def test_a_poll_is_started_with_its_choices(as_member, board):
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    sent = {"title": "Which day?", "body": "Vote.", "kind": "poll", "choices": "Monday\n Tuesday\n\nMonday",
            "is_multiple": "on", "closes_on": day, "once": new_once()}  # fmt: skip

    as_member.post(f"/forum/b/{board.ref}/new/", sent), as_member.post(f"/forum/b/{board.ref}/new/", sent)

    poll = Poll.objects.get()
    assert [choice.text for choice in poll.choices.order_by("position")] == ["Monday", "Tuesday"]
    assert (poll.is_multiple, poll.is_anonymous) == (True, False)
    assert timezone.localdate(poll.closes_at - timedelta(minutes=1)).isoformat() == day


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"choices": "One"}, "choices"),
        ({"choices": "\n".join(map(str, range(11)))}, "choices"),
        ({"choices": "a\nb", "is_anonymous": "on"}, "closes_on"),
        ({"choices": "a\nb", "closes_on": "2020-01-01"}, "closes_on"),
    ],
)
def test_a_poll_without_what_it_needs_is_not_started(as_member, board, sent, field):
    page = as_member.post(f"/forum/b/{board.ref}/new/", {"title": "T", "body": "B", "kind": "poll", **sent})

    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["choices"].value() == sent["choices"]


def test_a_form_that_was_sent_as_a_question_makes_no_poll_of_it(board, other):
    once = new_once()
    topic = make_topic(board, other, once=once)

    again = actions.start_poll(board, ask=BY_NAME, by=other, title="Which day?", body="Please vote.", once=once)

    assert (again, Poll.objects.count()) == (topic, 0)


def test_what_the_fields_of_a_poll_say_does_not_keep_a_question_back(as_member, board):
    sent = {"title": "Which day?", "body": "Tell me.", "kind": "question", "once": new_once()}
    wrong = {"closes_on": "2020-01-01", "choices": "x" * 300}

    as_member.post(f"/forum/b/{board.ref}/new/", {**sent, **wrong})

    assert (Topic.objects.get().kind, Poll.objects.count()) == ("question", 0)


def test_of_many_who_chose_the_same_the_first_are_named(make_member, ask, client_of):
    poll = ask(BY_NAME)
    voters = [make_member(f"Voter {number:02}") for number in range(MOST_NAMES + 1)]
    for person in voters:
        actions.vote(poll, by=person, refs=[ref_of(poll, "Yes")])

    with CaptureQueriesContext(connection) as queries:
        shown = client_of(voters[0]).get(f"/forum/t/{poll.topic.ref}/").context["poll"]

    # The database gives no more than are shown, however many have voted.
    assert len([query for query in queries if "ROW_NUMBER() OVER (PARTITION BY" in query["sql"]]) == 1
    assert (shown.choices[0].votes, shown.choices[0].names) == (31, tuple(each.name for each in voters[:MOST_NAMES]))


def test_a_vote_by_name_counts_once_and_can_be_changed(as_member, member, ask):
    poll = ask(BY_NAME)

    for words in ("Yes", "Yes", "No"):
        as_member.post(f"/forum/t/{poll.topic.ref}/vote/", {"choice": ref_of(poll, words)})

    shown = as_member.get(f"/forum/t/{poll.topic.ref}/").context["poll"]
    assert [(each.text, each.votes, each.names) for each in shown.choices] == [
        ("Yes", 0, ()),
        ("No", 1, (member.name,)),
    ]
    assert Ballot.objects.get().user == member


def test_the_result_is_shown_to_who_has_voted_and_to_all_once_it_is_closed(as_member, client_of, other, ask):
    poll = ask(BY_NAME)
    actions.vote(poll, by=other, refs=[ref_of(poll, "Yes")])

    def sees(client):
        return client.get(f"/forum/t/{poll.topic.ref}/").context["poll"].shows_results

    open_to = sees(client_of(other)), sees(as_member)
    Poll.objects.update(closes_at=timezone.now())

    assert (open_to, sees(as_member)) == ((True, False), True)


def test_nothing_in_the_database_ties_an_anonymous_vote_to_who_gave_it(member, other, ask):
    poll = ask(SECRET)
    for person, words in ((member, "Yes"), (other, "No")):
        actions.vote(poll, by=person, refs=[ref_of(poll, words)])

    assert [choice.sealed_count for choice in poll.choices.order_by("position")] == [1, 1]
    assert (Ballot.objects.count(), Ballot.choices.through.objects.count()) == (2, 0)
    assert set(AuditEntry.objects.filter(verb="forum.vote").values_list("actor", "session", "reason")) == {("", "", "")}


def test_closing_the_topic_shows_no_anonymous_result_before_its_end(as_member, make_member, moderator, ask):
    poll = ask(SECRET)
    for _ in range(3):
        actions.vote(poll, by=make_member(), refs=[ref_of(poll, "Yes")])

    actions.lock_topic(poll.topic, by=moderator)

    shown = as_member.get(f"/forum/t/{poll.topic.ref}/").context["poll"]
    assert (shown.is_open, shown.shows_results, shown.is_too_few) == (False, False, False)
    assert {choice.votes for choice in shown.choices} == {None}


def test_an_anonymous_vote_is_given_once(member, ask):
    poll = ask(SECRET)
    actions.vote(poll, by=member, refs=[ref_of(poll, "Yes")])

    with pytest.raises(refusals.VotedAlready):
        actions.vote(poll, by=member, refs=[ref_of(poll, "No")])

    assert PollChoice.objects.get(text="No").sealed_count == 0


def test_an_anonymous_result_waits_for_the_end_and_for_three(as_member, make_member, member, ask):
    poll, seen = ask(SECRET), []
    for person in (member, make_member(), make_member()):
        actions.vote(poll, by=person, refs=[ref_of(poll, "Yes")])
        seen.append(as_member.get(f"/forum/t/{poll.topic.ref}/").context["poll"].shows_results)
    Poll.objects.update(closes_at=timezone.now())
    at_the_end = as_member.get(f"/forum/t/{poll.topic.ref}/").context["poll"]
    Ballot.objects.first().delete()
    few = as_member.get(f"/forum/t/{poll.topic.ref}/").context["poll"]

    assert (seen, at_the_end.shows_results, few.shows_results, few.is_too_few) == ([False] * 3, True, False, True)


def test_a_poll_that_closes_during_the_vote_says_so_on_its_page(as_member, ask):
    poll = ask(BY_NAME)
    Poll.objects.update(closes_at=timezone.now())

    page = as_member.post(f"/forum/t/{poll.topic.ref}/vote/", {"choice": ref_of(poll, "Yes")}, follow=True)

    assert "The poll was closed before your vote was here." in text(page)
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize("words", [[], ["Yes", "No"]])
def test_one_choice_means_one(member, ask, words):
    poll = ask(BY_NAME)

    with pytest.raises(refusals.NoChoice):
        actions.vote(poll, by=member, refs=[ref_of(poll, each) for each in words])

    assert Ballot.objects.count() == 0


def test_whoever_may_not_write_may_not_vote(client_of, anonymous, member, make_space, other, board):
    space = make_space("secret", people=[other])
    topic = actions.start_poll(make_board(space.audience), ask=BY_NAME, by=other, title="T", body="B", once=new_once())
    ref = topic.poll.choices.first().ref

    answers = [client.post(f"/forum/t/{topic.ref}/vote/", {"choice": ref}) for client in (client_of(member), anonymous)]
    nothing = client_of(member).post("/forum/t/aaaaaaaaaa/vote/", {"choice": ref})

    assert answers[0].status_code == nothing.status_code == 404
    assert Ballot.objects.count() == 0
    with pytest.raises(NotAllowed):
        actions.vote(topic.poll, by=member, refs=[ref])


def test_a_poll_costs_the_same_for_one_voter_and_three(client_of, make_member, other, ask, django_assert_num_queries):
    poll, client = ask(BY_NAME), client_of(other)
    actions.vote(poll, by=other, refs=[ref_of(poll, "Yes")])
    client.get(f"/forum/t/{poll.topic.ref}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/forum/t/{poll.topic.ref}/")
    one = len(asked)
    for _ in range(2):
        actions.vote(poll, by=make_member(), refs=[ref_of(poll, "No")])

    with django_assert_num_queries(one):
        client.get(f"/forum/t/{poll.topic.ref}/")


def test_a_question_takes_no_votes(as_member, topic):
    assert as_member.post(f"/forum/t/{topic.ref}/vote/", {"choice": "x"}).status_code == 404


def test_topics_without_a_poll_say_nothing_of_one(as_member, board, other):
    topic = make_topic(board, other)

    assert as_member.get(f"/forum/t/{topic.ref}/").context["poll"] is None
