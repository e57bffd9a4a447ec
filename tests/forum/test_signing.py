"""How posts are signed: what readers see, what is refused, and what a writer is told first."""

import pytest

from core.forms import new_once
from forum import actions, refusals
from forum.faces import face_of
from forum.models import Board, Post, Topic
from forum.origins import writer_id
from forum.signing import Sign, size_of
from members.actions import add_to_space
from moderation.attribution import INSTITUTION, NAME, NOBODY, ROLE
from notifications.models import Notice
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.offices import make_office

pytestmark = pytest.mark.django_db

PROSECUTOR = Sign(ROLE, "prosecutor")


@pytest.fixture
def office(db):
    return make_office()


@pytest.fixture
def colleagues(make_member, office):
    """colleagues(n) -> n members of the same office."""
    return lambda number: [make_member(institution=office) for _ in range(number)]


def typed(sign=None, **more):
    signed = {"attribution": sign.attribution, "role": sign.role} if sign else {}
    return {"body": "From practice.", "once": new_once(), **signed, **more}


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        (Sign(INSTITUTION), "Somebody at \u2068Office of the Kestrel Prosecutor\u2069"),
        (PROSECUTOR, "A prosecutor"),
        (Sign(NOBODY), "An expert from a member institution"),
    ],
)
def test_what_is_not_signed_by_name_has_no_person_and_its_writer_is_known_apart(board, colleagues, sign, name):
    writer, *_ = colleagues(3)

    topic = make_topic(board, writer, sign=sign)
    post = topic.posts.get()

    for row in (topic, post):
        assert (row.author, row.attribution, face_of(row).name, face_of(row).is_person) == (
            None, sign.attribution, name, False,
        )  # fmt: skip
        assert writer_id(row) == writer.pk


def test_an_institution_is_called_by_the_reader_s_language(board, colleagues, client_of, make_member):
    topic = make_topic(board, colleagues(3)[0], sign=Sign(INSTITUTION))
    reader = make_member(language="fr")

    page = client_of(reader).get(f"/forum/t/{topic.ref}/").content.decode()

    assert ("Parquet de la Crécerelle" in page, "Kestrel" in page) == (True, False)


def test_the_institution_stays_the_posts_when_its_writer_leaves(board, colleagues):
    writer, *_ = colleagues(3)
    post = make_topic(board, writer, sign=Sign(INSTITUTION)).posts.get()

    type(writer.profile).objects.filter(pk=writer.profile.pk).update(institution=make_office(names={"en": "Elsewhere"}))

    assert face_of(Post.objects.get(pk=post.pk)).name == "Somebody at \u2068Office of the Kestrel Prosecutor\u2069"


@pytest.mark.parametrize(
    ("number", "sign", "refusal"),
    [
        (2, Sign(INSTITUTION), refusals.TooFewToHide),
        (2, PROSECUTOR, refusals.TooFewToHide),
        (2, Sign(NOBODY), refusals.TooFewToHide),
        (3, Sign(ROLE, "judge"), refusals.NotYourRole),
        (3, Sign(ROLE, "pilot"), refusals.NotYourRole),
    ],
)
def test_what_would_hide_nobody_is_refused(board, colleagues, number, sign, refusal):
    writer, *_ = colleagues(number)

    with pytest.raises(refusal):
        make_topic(board, writer, sign=sign)

    assert Topic.objects.count() == 0


def test_those_who_only_read_in_a_space_hide_nobody(make_space, colleagues):
    writer, second, third = colleagues(3)
    space = make_space("secret", keeper=writer, people=[second])
    add_to_space(third, space, by=writer, role="reader")

    with pytest.raises(refusals.TooFewToHide):
        make_topic(make_board(space.audience), writer, sign=Sign(NOBODY))


@pytest.mark.parametrize(
    ("posting", "kind"), [(Board.ANNOUNCEMENTS, "discussion"), (Board.OPEN, "announcement"), (Board.OPEN, "discussion")]
)
def test_of_announcements_only_moderators_are_thought_of(colleagues, make_member, client_of, posting, kind):
    colleagues(9)
    writer, *_ = [make_member(roles=["moderator"]) for _ in range(2)]
    board = make_board(posting=posting)
    is_hidden = (posting, kind) == (Board.OPEN, "discussion")

    page = client_of(writer).post(f"/forum/b/{board.ref}/new/", typed(Sign(NOBODY), title="T", kind=kind, preview="1"))
    if is_hidden:
        topic = make_topic(board, writer, sign=Sign(NOBODY), kind=kind)
    else:
        with pytest.raises(refusals.TooFewToHide):
            make_topic(board, writer, sign=Sign(NOBODY), kind=kind)
        topic = make_topic(board, writer, kind=kind)

    assert page.context["offer"].among_all == ("some" if is_hidden else "none")
    assert make_reply(topic, writer, sign=Sign(NOBODY)).author is None


def test_who_works_nowhere_signs_by_no_institution(board, make_member):
    with pytest.raises(refusals.NoInstitution):
        make_topic(board, make_member(), sign=Sign(INSTITUTION))


def test_a_post_among_few_is_posted_at_the_second_word(board, colleagues, client_of, topic):
    writer, *_ = colleagues(3)
    client, sent = client_of(writer), typed(Sign(INSTITUTION))

    first = client.post(f"/forum/t/{topic.ref}/reply/", sent)
    second = client.post(f"/forum/t/{topic.ref}/reply/", {**sent, "warned": first.context["doubt"].word})

    assert (first.context["doubt"].few, topic.posts.count(), second.status_code) == (True, 2, 302)
    assert topic.posts.get(number=2).attribution == INSTITUTION


def test_a_post_among_many_is_posted_at_once(colleagues, client_of, topic):
    writer, *_ = colleagues(8)

    client_of(writer).post(f"/forum/t/{topic.ref}/reply/", typed(Sign(INSTITUTION)))

    assert topic.posts.get(number=2).attribution == INSTITUTION


def test_who_wrote_without_a_name_is_asked_before_they_sign_by_it(colleagues, client_of, board):
    writer, *_ = colleagues(8)
    topic = make_topic(board, writer, sign=Sign(NOBODY))
    client, sent = client_of(writer), typed()

    first = client.post(f"/forum/t/{topic.ref}/reply/", sent)
    client.post(f"/forum/t/{topic.ref}/reply/", {**sent, "warned": first.context["doubt"].word})

    assert (first.context["doubt"].named, topic.posts.get(number=2).author) == (True, writer)


def test_a_role_has_to_be_said(colleagues, client_of, topic):
    response = client_of(colleagues(8)[0]).post(f"/forum/t/{topic.ref}/reply/", typed(Sign(ROLE)))

    assert (list(response.context["form"].errors), topic.posts.count()) == (["role"], 1)


def test_the_form_says_whom_it_would_hide_among(colleagues, client_of, board):
    page = client_of(colleagues(3)[0]).get(f"/forum/b/{board.ref}/new/")

    offer = page.context["offer"]
    assert (offer.institution.name, offer.among_colleagues, offer.among_all) == (
        "Office of the Kestrel Prosecutor", "few", "few",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("people", "word"), [(2, "none"), (3, "few"), (7, "few"), (8, "some"), (19, "some"), (20, "many")]
)
def test_a_number_of_people_is_told_as_a_word(people, word):
    assert size_of(people) == word


def test_how_it_was_signed_comes_back_with_a_text_after_the_session_ended(client_of, colleagues, topic):
    writer, *_ = colleagues(8)
    client = client_of(writer)
    form = client.get(f"/forum/t/{topic.ref}/reply/").context["form"]
    client.logout()
    client.post(f"/forum/t/{topic.ref}/reply/", typed(PROSECUTOR, writer=form["writer"].value()))
    client.force_login(writer)

    again = client.get(f"/forum/t/{topic.ref}/reply/").context["form"]

    assert (again["attribution"].value(), again["role"].value()) == (ROLE, "prosecutor")


def test_an_edit_changes_nothing_of_how_a_post_is_signed(client_of, colleagues, board):
    writer, *_ = colleagues(3)
    post = make_topic(board, writer, sign=Sign(NOBODY)).posts.get()

    client_of(writer).post(f"/forum/p/{post.ref}/edit/", typed(Sign(NAME), body="Said better."))

    post.refresh_from_db()
    assert (post.body, post.attribution, post.author) == ("Said better.", NOBODY, None)


def test_its_writer_alone_sees_that_it_is_theirs(client_of, colleagues, board):
    writer, reader, _ = colleagues(3)
    topic = make_topic(board, writer, sign=Sign(NOBODY))

    pages = [client_of(who).get(f"/forum/t/{topic.ref}/").content.decode() for who in (writer, reader, writer)]

    assert ["You wrote this" in page for page in pages] == [True, False, True]


def test_a_writer_without_a_name_hears_of_answers_and_quotes_and_not_of_what_they_write(colleagues, board, member):
    writer, second, _ = colleagues(3)
    topic = make_topic(board, writer, sign=Sign(NOBODY))
    make_reply(topic, writer, sign=Sign(INSTITUTION), body=f"@[{writer.name}](person:{writer.ref})")
    assert Notice.objects.count() == 0

    make_reply(topic, member)
    quoting = f"> [Somebody](post:{topic.posts.get(number=1).ref}):\n> words\n\nYes."
    make_topic(board, second, body=quoting)

    told = Notice.objects.filter(recipient=writer).order_by("pk").values_list("kind", "actor")
    assert list(told) == [("forum.reply", f"person:{member.ref}"), ("forum.quote", f"person:{second.ref}")]


def test_ones_own_question_without_a_name_waits_for_others_to_answer(colleagues, client_of, board):
    writer, *_ = colleagues(3)
    topic = make_topic(board, writer, sign=Sign(NOBODY), title="Kittiwake question")

    panels = client_of(writer).get("/").content.decode().partition('id="forum-waiting"')[2]

    assert (topic.kind, "Kittiwake question" in panels) == ("question", False)


def test_a_quote_names_what_readers_see(colleagues, client_of, board):
    writer, reader, _ = colleagues(3)
    topic = make_topic(board, writer, sign=PROSECUTOR)

    form = client_of(reader).get(f"/forum/t/{topic.ref}/reply/?quote=1").context["form"]

    assert form["body"].value().splitlines()[0] == f"> [A prosecutor](post:{topic.posts.get().ref}):"


def test_sent_twice_it_is_one_post(colleagues, topic):
    writer, *_ = colleagues(3)

    posts = {actions.reply(topic, by=writer, body="Words.", once="o" * 20, sign=Sign(NOBODY)).pk for _ in range(2)}

    assert len(posts) == 1
