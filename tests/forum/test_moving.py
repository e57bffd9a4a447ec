"""Topics and posts go elsewhere; nothing of them is lost, and nobody reads more by it than two moderators let them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.forms import new_once
from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from files.actions import attach
from forum import actions, refusals, rules
from forum.actions.polls import Ask
from forum.models import Board, Draft, Move, Post, ReadMark, Topic
from forum.moves import Plan, carried, digest, plan_of
from forum.refusals import TopicFixed, TopicGone
from members.actions import add_to_space, appoint
from moderation.models import Forbidden, ReviewItem
from notifications.models import Follow, Notice
from search.models import Pending
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.translations import make_translation

pytestmark = pytest.mark.django_db
UNKNOWN = "aaaaaaaaaa"


def text(response):
    return response.content.decode()


def numbers(topic):
    return list(topic.posts.order_by("number").values_list("number", flat=True))


@pytest.fixture
def keeper(make_member):
    return make_member("Karla Keeper")


@pytest.fixture
def space(make_space, keeper, other):
    return make_space("secret", keeper=keeper, people=[other], name="Quiet Kestrel")


@pytest.fixture
def inside(space, other):
    """A topic in the secret space, with an answer and a file."""
    topic = make_topic(make_board(space.audience, title="Kestrel board"), other, title="Kestrel question")
    attach(stored(other, "png"), to=make_reply(topic, other, body="Kestrel answer"), by=other)
    return topic


@pytest.fixture
def second_keeper(space, keeper, make_member):
    """Another who moderates in the space."""
    person = make_member("Second Keeper")
    add_to_space(person, space, by=keeper, role="moderator")
    return person


# --- moving


def test_a_topic_moves_to_a_board_of_the_same_readers_at_once(as_moderator, topic, post):
    there = make_board(title="Other board")

    as_moderator.post(f"/forum/t/{topic.ref}/move/", {"board": there.ref})

    topic.refresh_from_db()
    assert (topic.board, numbers(topic), Move.objects.count()) == (there, [1, 2], 0)


def test_what_waits_goes_on_waiting_on_a_board_of_the_same_readers_and_goes_nowhere_else(
    as_moderator, other, moderator
):
    topic = make_topic(make_board(posting=Board.ALL_HELD), other)
    there, public, into = make_board(), make_board("public"), make_topic(make_board(), moderator)
    address = f"/forum/t/{topic.ref}/move/"

    offered = dict(as_moderator.get(address).context["form"].fields["board"].choices)
    for plan in (Plan(public), Plan(into.board, (), into)):
        with pytest.raises((NotAllowed, TopicGone)):
            actions.move(topic, plan, by=moderator)
    as_moderator.post(address, {"board": there.ref})

    topic.refresh_from_db()
    assert (public.ref in offered, topic.board, bool(topic.held_at), topic.stands) == (False, there, True, False)
    assert address in text(as_moderator.get(ReviewItem.objects.get(key=key_of(topic)).get_absolute_url()))


def test_nobody_moves_what_they_wrote_themselves_while_it_waits(make_member):
    own = make_member()
    topic = make_topic(make_board(posting=Board.ALL_HELD), own)
    appoint(own, "moderator", by=None)

    assert not rules.can_take_elsewhere(own, topic)


def test_narrowing_takes_effect_at_once_for_posts_files_search_and_its_record(
    client_of, as_member, topic, keeper, space, other, make_member
):
    post = make_reply(topic, other)
    file = stored(other, "png")
    attach(file, to=post, by=other)
    board = make_board(space.audience)
    mover = make_member("Mover", roles=["moderator"])
    add_to_space(mover, space, by=keeper, role="member")
    actions.move(topic, Plan(board), by=mover)

    gone = [
        as_member.get(url).status_code
        for url in (f"/forum/t/{topic.ref}/", f"/forum/p/{post.ref}/", f"/files/{file.ref}/")
    ]
    file.refresh_from_db()
    assert (gone, file.audience_id) == ([404, 404, 404], space.audience_id)
    assert Pending.objects.get(key=f"topic:{topic.ref}").narrows
    assert client_of(other).get(f"/forum/t/{topic.ref}/").status_code == 200
    told = AuditEntry.objects.filter(verb="forum.move_topic").values_list("place", flat=True)
    assert set(told) == {"members", space.audience_id}
    assert board.ref not in " ".join(AuditEntry.objects.filter(place="members").values_list("reason", flat=True))


@pytest.mark.parametrize("who", ["member", "other", "steward"])
def test_who_does_not_moderate_moves_nothing(request, topic, who):
    with pytest.raises(NotAllowed):
        actions.move(topic, Plan(make_board()), by=request.getfixturevalue(who))


# --- where more people could read


def test_where_more_could_read_it_waits_for_a_second_moderator_who_sees_all_of_it(
    client_of, inside, keeper, second_keeper, board, member
):
    client_of(keeper).post(f"/forum/t/{inside.ref}/move/", {"board": board.ref, "reason": "Of use to all."})
    wish = Move.objects.get()
    before = Topic.objects.get(pk=inside.pk).audience_id
    page = client_of(second_keeper).get(f"/forum/moves/{wish.ref}/")

    assert (before, Notice.objects.get(recipient=second_keeper).key) == (inside.audience_id, f"move:{wish.ref}")
    assert [each["post"].body for each in page.context["posts"]] == [
        post.body for post in inside.posts.order_by("number")
    ]
    assert len(page.context["files"]) == 1
    assert page.context["newcomers"] == 1
    client_of(second_keeper).post(f"/forum/moves/{wish.ref}/", {"answer": "agree", "seen": page.context["seen"]})
    inside.refresh_from_db()
    assert (inside.board, inside.audience_id) == (board, "members")


def test_what_was_asked_for_already_goes_on_waiting_and_another_wish_ends_it_on_record(
    inside, keeper, second_keeper, board
):
    wish = actions.move(inside, Plan(board), by=keeper)
    told = Notice.objects.count()

    again = [actions.move(inside, Plan(board), by=person) for person in (keeper, second_keeper)]
    before = Notice.objects.count(), AuditEntry.objects.filter(verb="forum.drop_move").count()
    other_wish = actions.move(inside, Plan(make_board(title="Elsewhere")), by=keeper)

    wish.refresh_from_db()
    assert (again, before) == ([wish, wish], (told, 0))
    assert (wish.outcome, wish.decided_by, Move.objects.waiting().get()) == (Move.DROPPED, keeper, other_wish)
    assert AuditEntry.objects.get(verb="forum.drop_move").key == key_of(inside)


def test_nobody_seconds_what_they_asked_for_themselves(inside, keeper, second_keeper, board):
    wish = actions.move(inside, Plan(board), by=keeper)

    with pytest.raises(NotAllowed):
        actions.agree_to_move(wish, by=keeper, seen=digest(inside, plan_of(wish), carried(inside)))

    assert Move.objects.get().waits


def test_what_was_added_since_the_second_looked_is_looked_at_again(inside, keeper, second_keeper, board, other):
    wish = actions.move(inside, Plan(board), by=keeper)
    seen = digest(inside, plan_of(wish), carried(inside))
    make_reply(inside, other, body="And a name.")

    with pytest.raises(refusals.LookAgain):
        actions.agree_to_move(wish, by=second_keeper, seen=seen)

    assert Topic.objects.get(pk=inside.pk).audience_id == inside.audience_id


def test_after_three_days_or_without_the_first_s_rights_nothing_can_be_agreed_to(
    inside, keeper, second_keeper, board, space
):
    wish = actions.move(inside, Plan(board), by=keeper)
    seen = digest(inside, plan_of(wish), carried(inside))
    space.memberships.filter(user=keeper).update(role="member")
    keeper.forget_rights()
    with pytest.raises(NotAllowed):
        actions.agree_to_move(Move.objects.get(), by=second_keeper, seen=seen)
    Move.objects.update(created_at=timezone.now() - timedelta(hours=73))

    with pytest.raises(refusals.MoveOver):
        actions.agree_to_move(wish, by=second_keeper, seen=seen)


def test_where_there_is_no_second_moderator_it_is_refused(inside, keeper, board):
    with pytest.raises(refusals.NoSecond):
        actions.move(inside, Plan(board), by=keeper)


def test_a_label_that_forbids_it_keeps_a_post_among_its_readers(inside, keeper, second_keeper, board):
    label = Forbidden.objects.filter(deed="quote").first().handling
    Post.objects.filter(topic=inside, number=2).update(handling=label)

    with pytest.raises(refusals.NotBeyondItsReaders):
        actions.move(inside, Plan(board), by=keeper)


@pytest.mark.parametrize("moment", ["hidden_at", "held_at"])
def test_what_is_out_of_sight_or_waits_goes_to_no_more_readers(inside, keeper, second_keeper, board, moment):
    Post.objects.filter(topic=inside, number=2).update(**{moment: timezone.now()})

    with pytest.raises(refusals.SomeUndecided):
        actions.move(inside, Plan(board), by=keeper)


def test_the_label_of_a_post_that_is_out_of_sight_keeps_it_too(inside, keeper, second_keeper, board):
    label = Forbidden.objects.filter(deed="quote").first().handling
    Post.objects.filter(topic=inside, number=2).update(handling=label, withdrawn_at=timezone.now())

    with pytest.raises(refusals.NotBeyondItsReaders):
        actions.move(inside, Plan(board), by=keeper)


def test_what_a_post_said_before_keeps_it_too_while_its_words_are_under_that_label(
    inside, keeper, second_keeper, board, other
):
    label = Forbidden.objects.filter(deed="quote").first().handling_id
    post = make_reply(inside, other, body="A village.", handling=label)
    actions.edit_post(post, by=other, body="A place.", handling="community")

    with pytest.raises(refusals.NotBeyondItsReaders):
        actions.move(inside, Plan(board), by=keeper)
    actions.edit_post(post, by=other, body="A village.")

    assert actions.move(inside, Plan(board), by=keeper).waits


def test_the_second_sees_what_posts_said_before_and_in_other_languages(
    client_of, inside, keeper, second_keeper, board, other
):
    post = make_reply(inside, other, body="Kittiwake village.")
    make_reply(inside, other)
    actions.edit_post(post, by=other, body="A place.", reason="No name.")
    wish = actions.move(inside, Plan(board), by=keeper)
    opened = client_of(second_keeper).get(f"/forum/moves/{wish.ref}/")
    make_translation(post, other, body="Macareux, un village.")

    with pytest.raises(refusals.LookAgain):
        actions.agree_to_move(wish, by=second_keeper, seen=opened.context["seen"])
    page = text(client_of(second_keeper).get(f"/forum/moves/{wish.ref}/"))

    assert "Kittiwake village." in text(opened)
    assert ("Macareux, un village." in page, "In French, translated by a member" in page) == (True, True)


def test_where_still_more_could_read_it_than_the_second_saw_they_look_again(inside, keeper, second_keeper, board):
    wish = actions.move(inside, Plan(board), by=keeper)
    seen = digest(inside, plan_of(wish), carried(inside))
    Board.objects.filter(pk=board.pk).update(audience="public")

    with pytest.raises(refusals.LookAgain):
        actions.agree_to_move(Move.objects.get(), by=second_keeper, seen=seen)


def test_the_second_sees_whose_votes_more_people_would_read(client_of, space, other, keeper, second_keeper, board):
    there = make_board(space.audience)
    poll = actions.start_poll(there, ask=Ask(("Kestrel", "Owl")), by=other, title="T", body="B", once="x" * 22)
    wish = actions.move(poll, Plan(board), by=keeper)
    seen = client_of(second_keeper).get(f"/forum/moves/{wish.ref}/").context["seen"]
    actions.vote(poll.poll, by=other, refs=[poll.poll.choices.get(text="Owl").ref])

    page = client_of(second_keeper).get(f"/forum/moves/{wish.ref}/")

    assert [(each.text, each.names) for each in page.context["votes"]] == [("Kestrel", ()), ("Owl", ("Otto Other",))]
    with pytest.raises(refusals.LookAgain):
        actions.agree_to_move(wish, by=second_keeper, seen=seen)


def test_a_move_that_waits_is_nothing_to_others(
    client_of, inside, keeper, second_keeper, board, moderator, member, other
):
    wish = actions.move(inside, Plan(board), by=keeper)

    answers = {
        person.name: [client_of(person).get(f"/forum/moves/{ref}/").status_code for ref in (wish.ref, UNKNOWN)]
        for person in (moderator, member, other)
    }

    assert set(map(tuple, answers.values())) == {(404, 404)}


def test_the_second_may_leave_it_where_it_is(client_of, inside, keeper, second_keeper, board):
    wish = actions.move(inside, Plan(board), by=keeper)

    client_of(second_keeper).post(f"/forum/moves/{wish.ref}/", {"answer": "drop"})

    assert (Move.objects.get().outcome, Topic.objects.get().audience_id) == ("dropped", inside.audience_id)


# --- joining


def test_joined_its_posts_follow_those_of_the_other_and_old_addresses_lead_on(
    as_moderator, as_member, topic, post, other
):
    first = make_topic(topic.board, other, title="Asked before")
    make_reply(first, other)

    as_moderator.post(f"/forum/t/{topic.ref}/move/", {"into": f"https://fora.example{first.get_absolute_url()}"})

    assert numbers(first) == [1, 2, 3, 4]
    led = [as_member.get(f"/forum/t/{topic.ref}/{rest}")["Location"] for rest in ("", "?from=2")]
    assert led == [f"/forum/t/{first.ref}/#p3", f"/forum/t/{first.ref}/#p4"]
    assert as_member.get(f"/forum/p/{post.ref}/")["Location"] == f"/forum/t/{first.ref}/#p4"
    assert first.posts.get(number=4).origin.user == other


def test_joined_twice_the_first_address_leads_to_the_last(as_member, board, other, moderator):
    one, two, three = (make_topic(board, other) for _ in range(3))
    actions.move(one, Plan(board, into=two), by=moderator)
    actions.move(two, Plan(board, into=three), by=moderator)

    assert as_member.get(f"/forum/t/{one.ref}/")["Location"] == f"/forum/t/{three.ref}/#p3"


def test_an_answer_to_a_joined_topic_comes_to_the_form_of_the_other_with_its_text(
    as_member, topic, board, other, moderator
):
    there = make_topic(board, other, title="Asked before")
    actions.move(topic, Plan(board, into=there), by=moderator)

    page = as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "My long answer."})

    assert page.context["topic"] == there
    assert "has become part of this one" in text(page)
    assert page.context["form"]["body"].value() == "My long answer."
    assert there.posts.count() == 2


@pytest.mark.parametrize(("sent", "kept_for"), [({}, []), ({"save_draft": "1"}, ["there"])])
def test_the_draft_of_an_answer_to_a_joined_topic_goes_with_its_text(
    as_member, member, topic, board, other, moderator, sent, kept_for
):
    there = make_topic(board, other, title="Asked before")
    actions.save_draft(key_of(topic), by=member, typed={"body": "My long"})
    actions.move(topic, Plan(board, into=there), by=moderator)
    typed = {"body": "My long answer.", "once": "x" * 22, "draft": "1", "place": key_of(topic)}

    place = as_member.post(f"/forum/t/{topic.ref}/reply/", typed).context["place"]
    as_member.post(f"/forum/t/{there.ref}/reply/", {**typed, **sent, "place": place})

    kept = [key_of({"there": there}[name]) for name in kept_for]
    assert list(Draft.objects.values_list("place", flat=True)) == kept


def test_who_follows_a_joined_topic_follows_the_other(topic, board, other, member, moderator):
    there = make_topic(board, moderator)
    Follow.objects.create(user=member, key=f"topic:{topic.ref}", level=Follow.MUTED, why="chose")

    actions.move(topic, Plan(board, into=there), by=moderator)

    assert Follow.objects.get(user=member).key == f"topic:{there.ref}"


def test_who_had_read_both_to_the_end_has_read_what_they_became(topic, board, other, member, moderator):
    there = make_topic(board, other)
    for each in (topic, there):
        actions.mark_read(each, 1, by=member)
    actions.mark_read(there, 1, by=moderator)

    actions.move(topic, Plan(board, into=there), by=moderator)

    marks = {mark.user: mark.number for mark in ReadMark.objects.filter(topic=there, user__in=[member, moderator])}
    assert marks == {member: 2, moderator: 1}


def test_a_poll_becomes_no_part_of_another_topic(board, other, moderator):
    poll = actions.start_poll(board, ask=Ask(("a", "b")), by=other, title="T", body="B", once="x" * 22)

    with pytest.raises(refusals.PollStays):
        actions.move(poll, Plan(board, into=make_topic(board, other)), by=moderator)


# --- splitting


def test_chosen_posts_make_a_topic_and_their_numbers_are_not_given_again(as_moderator, as_member, topic, member, other):
    for _ in range(4):
        make_reply(topic, member)
    old = topic.posts.get(number=3)

    as_moderator.post(
        f"/forum/t/{topic.ref}/split/", {"chosen": ["3", "5"], "title": "Another question", "board": topic.board.ref}
    )

    new = Topic.objects.get(title="Another question")
    late = make_reply(topic, other)
    assert (numbers(new), numbers(topic), late.number, new.author) == ([1, 2], [1, 2, 4, 6], 6, member)
    page = text(as_member.get(f"/forum/t/{topic.ref}/"))
    assert f'href="/forum/t/{new.ref}/#p2"' in page
    assert as_member.get(f"/forum/p/{old.ref}/")["Location"] == f"/forum/t/{new.ref}/#p1"
    assert (new.post_count, Topic.objects.get(pk=topic.pk).post_count) == (2, 4)


def test_in_a_new_topic_one_has_read_what_one_had_read(topic, member, other, moderator):
    for _ in range(3):
        make_reply(topic, other)
    actions.mark_read(topic, 3, by=member)

    new = actions.move(topic, Plan(topic.board, numbers=(2, 3, 4), title="New"), by=moderator)

    assert ReadMark.objects.get(user=member, topic=new).number == 2


def test_an_accepted_answer_that_leaves_its_question_is_none_any_more(topic, post, other, moderator):
    actions.accept_answer(post, by=other)

    actions.move(topic, Plan(topic.board, numbers=(2,), title="New"), by=moderator)

    assert Topic.objects.get(pk=topic.pk).accepted is None


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"title": "T"}, "chosen"),
        ({"chosen": ["2"]}, "board"),
        ({"chosen": ["2"], "board": "BOARD"}, "title"),
        ({"chosen": ["1"], "title": "T", "board": "BOARD"}, "chosen"),
        ({"chosen": ["2"], "into": "https://elsewhere.example/"}, "into"),
    ],
)
def test_what_is_wrong_with_a_split_is_said(as_moderator, topic, post, sent, field):
    sent = {name: topic.board.ref if value == "BOARD" else value for name, value in sent.items()}

    page = as_moderator.post(f"/forum/t/{topic.ref}/split/", sent)

    assert field in page.context["form"].errors
    assert Topic.objects.count() == 1


def test_unattributed_posts_stay_so_in_the_topic_they_make(topic, other, moderator):
    post = make_reply(topic, other)
    Post.objects.filter(pk=post.pk).update(author=None, attribution="none")

    new = actions.move(topic, Plan(topic.board, numbers=(2,), title="New"), by=moderator)

    assert (new.author, new.attribution, new.origin.user) == (None, "none", other)


# --- slow mode, and what a topic is called


def test_in_a_slow_topic_one_waits_and_keeps_the_text(as_moderator, as_member, topic, member, moderator):
    as_moderator.post(f"/forum/t/{topic.ref}/slow/", {"seconds": "600"})
    make_reply(topic, member)

    page = as_member.post(f"/forum/t/{topic.ref}/reply/", {"body": "Once more."})
    make_reply(topic, moderator), make_reply(topic, moderator)

    assert "You can write here again in" in text(page)
    assert page.context["form"]["body"].value() == "Once more."
    assert topic.posts.filter(author=member).count() == 1


def test_an_odd_time_between_posts_is_refused_in_words(as_moderator, topic):
    page = as_moderator.post(f"/forum/t/{topic.ref}/slow/", {"seconds": "7"}, follow=True)

    assert "Nothing is changed: please choose from the list." in text(page)
    assert Topic.objects.get().slow_seconds == 0


def test_title_and_concepts_are_changed_by_moderators_and_by_who_began_until_somebody_answers(
    as_moderator, client_of, topic, other, member
):
    sent = {"title": "Said better", "kind": "discussion", "language": "en"}
    client_of(other).post(f"/forum/t/{topic.ref}/edit/", sent)
    make_reply(topic, member)
    late = client_of(other).post(f"/forum/t/{topic.ref}/edit/", {**sent, "title": "Late"})
    by_member = client_of(member).get(f"/forum/t/{topic.ref}/edit/")
    as_moderator.post(f"/forum/t/{topic.ref}/edit/", {**sent, "title": "Best", "kind": "question"})

    assert late.context["form"].non_field_errors() == [TopicFixed.message]
    assert late.context["form"]["title"].value() == "Late"
    assert (client_of(other).get(f"/forum/t/{topic.ref}/edit/").status_code, by_member.status_code) == (404, 404)
    assert (Topic.objects.get().title, Topic.objects.get().kind) == ("Best", "question")
    assert Pending.objects.get(key=f"topic:{topic.ref}").whole_tree


# --- all others wait meanwhile


def queries_of(deed):
    with CaptureQueriesContext(connection) as asked:
        deed()
    return len(asked)


def long_topic(other, member, posts):
    """With a file and a translation on each of its posts."""
    topic = make_topic(make_board(), member)
    for _ in range(posts):
        post = make_reply(topic, other, files=[stored(other, "png")])
        said = {"language": "uk", "body": "Відповідь.", "of_digest": post.digest, "once": new_once()}
        actions.translate_post(post, by=member, **said)
    return Topic.objects.get(pk=topic.pk)


@pytest.mark.parametrize("way", ["join", "split", "move"])
def test_many_posts_are_carried_in_as_many_queries_as_a_few(moderator, member, other, make_space, way):
    space = make_space("open", people=[moderator])
    add_to_space(moderator, space, by=space.memberships.get(role="keeper").user, role="moderator")

    def carried_in(posts):
        topic, board = long_topic(other, member, posts), make_board(space.audience)
        plan = {
            "join": Plan(board, into=make_topic(board, moderator)),
            "split": Plan(board, numbers=tuple(range(2, posts + 2)), title="Split"),
            "move": Plan(board),
        }[way]
        return queries_of(lambda: actions.move(topic, plan, by=moderator))

    carried_in(2)  # what is asked once
    assert carried_in(9) == carried_in(2)
    assert Post.objects.filter(topic__board__audience=space.audience, number__gt=1).exists()


def test_a_topic_of_many_posts_is_erased_in_as_many_queries_as_one_of_a_few(member, other):
    def erased_in(posts):
        topic = long_topic(other, member, posts)
        asked = queries_of(lambda: actions.erase_topic(topic))
        assert set(topic.posts.values_list("body", flat=True)) == {""}
        return asked - posts  # each file that goes has a line of its own in the record

    erased_in(2)  # what is asked once
    assert erased_in(9) == erased_in(2)
