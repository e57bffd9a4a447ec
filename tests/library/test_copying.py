"""From a topic to a lesson: what its labels allow, words alone, and to nobody who could not read them there."""

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from wagtail.models import Locale

from core.forms import new_once
from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from forum.actions import accept_answer, edit_post, hide_post, hide_topic
from forum.models import Post, Topic
from forum.signing import Sign
from library import actions, copying, views
from library.blocks import LessonBlocks
from library.models import LessonPage
from moderation.attribution import NOBODY
from moderation.handling import label_of
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member):
    return make_topic(make_board("members"), member, title="Who reads the exit?", body="We **read** it first.")


@pytest.fixture
def strict(topic, other):
    return make_reply(topic, other, body="The strict answer.", handling="ask_first")


def address(topic):
    return f"/library/write/from/t/{topic.ref}/"


def sent(*posts):
    return {"posts": [post.ref for post in posts], "once": new_once()}


def words(lesson):
    return "".join(block.value.source for block in lesson.observation)


def test_the_chosen_posts_are_the_beginning_of_a_draft_with_the_way_to_each(as_trainer, trainer, topic, member, other):
    opening = topic.posts.get()
    chosen, left = make_reply(topic, other, body="Agree <b>it</b>.", sign=Sign(NOBODY)), make_reply(topic, other)

    answer = as_trainer.post(address(topic), sent(chosen, opening))

    lesson = LessonPage.objects.get()
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert (lesson.live, lesson.title, lesson.author, lesson.audience_key) == (False, topic.title, trainer, "members")
    said = words(lesson)
    assert said.index("We read it first.") < said.index("Agree")
    assert [opening.get_absolute_url() in said, chosen.get_absolute_url() in said, "<b>it" in said] == [
        True,
        True,
        False,
    ]
    assert (left.body in said, member.name in said, other.name in said) == (False, False, False)
    copied = AuditEntry.objects.filter(verb="library.copy").values_list("key", flat=True)
    assert set(copied) == {f"post:{post.ref}" for post in (opening, chosen)}


def test_what_a_label_keeps_out_of_lessons_is_no_choice_and_says_so(as_trainer, topic, strict):
    page = as_trainer.get(address(topic)).content.decode()
    refused = as_trainer.post(address(topic), sent(topic.posts.get(number=1), strict)).content.decode()

    label = label_of("ask_first")
    assert (page.count("disabled"), page.count(label.meaning)) == (1, 1)
    assert refused.count(label.meaning) == 2  # beside the post, and as what was refused
    assert LessonPage.objects.count() == 0


def test_a_title_bears_the_label_of_the_opening_post(as_trainer, member, other):
    topic = make_topic(make_board("members"), member, title="Kestrel at the weir", handling="ask_first")
    free = make_reply(topic, other, body="A free answer.")
    type(free).objects.filter(pk=free.pk).update(handling_id="community")

    as_trainer.post(address(topic), sent(free))

    lesson = LessonPage.objects.get()
    assert ("Kestrel" in lesson.title, "Kestrel" in words(lesson), "A free answer." in words(lesson)) == (
        False,
        False,
        True,
    )


def test_a_double_click_makes_one_draft(as_trainer, topic):
    form = sent(topic.posts.get())

    codes = [as_trainer.post(address(topic), form).status_code for _ in range(2)]

    assert (codes, LessonPage.objects.count(), AuditEntry.objects.filter(verb="library.copy").count()) == (
        [302, 302],
        1,
        1,
    )


def test_nothing_chosen_is_said(as_trainer, topic):
    page = as_trainer.post(address(topic), {"once": new_once()}).content.decode()

    assert ("Please choose at least one post." in page, LessonPage.objects.count()) == (True, 0)


def test_what_is_out_of_sight_is_not_offered(as_trainer, topic, other, moderator):
    hidden = make_reply(topic, other, body="Out of sight.")
    hide_post(hidden, by=moderator)

    page = as_trainer.get(address(topic)).content.decode()
    as_trainer.post(address(topic), sent(hidden))

    assert ("Out of sight." in page, LessonPage.objects.count()) == (False, 0)


@pytest.mark.parametrize("who", ["anonymous", "as_member", "as_moderator"])
def test_who_writes_no_lessons_is_shown_no_way_and_finds_none(request, topic, who):
    client = request.getfixturevalue(who)

    assert client.get(address(topic)).status_code == 404
    assert address(topic) not in client.get(topic.get_absolute_url()).content.decode()


def test_the_way_stands_beside_the_topic(as_trainer, topic):
    assert address(topic) in as_trainer.get(topic.get_absolute_url()).content.decode()


def test_from_a_space_nothing_is_copied_for_all_editors_to_read(make_space, trainer, client_of, other):
    topic = make_topic(make_board(make_space("invite", people=[trainer, other]).audience), other)
    client = client_of(trainer)

    page = client.get(topic.get_absolute_url())
    answers = [client.get(address(topic)).status_code, client.post(address(topic), sent(topic.posts.get())).status_code]

    assert (page.status_code, address(topic) in page.content.decode(), answers) == (200, False, [404, 404])
    assert LessonPage.objects.count() == 0


def test_the_action_asks_the_label_too(trainer, topic, strict):
    with pytest.raises(actions.NotIntoALesson) as refused:
        actions.write_lesson_from(Topic.objects.get(pk=topic.pk), [strict], by=trainer, once=new_once())

    assert label_of("ask_first").meaning in refused.value.message


def test_a_page_for_many_posts_asks_as_much_as_for_one(as_trainer, topic, other, queries_of):
    one = queries_of(as_trainer, address(topic))
    for _ in range(3):
        make_reply(topic, other)

    assert queries_of(as_trainer, address(topic)) == one


# --- as it is at the moment of copying


def copy(topic, by, *posts, once=""):
    return actions.write_lesson_from(topic, posts, by=by, once=once or new_once())


def test_a_label_that_came_meanwhile_is_kept(trainer, topic, other):
    answer = make_reply(topic, other, body="An answer.")
    Post.objects.filter(pk=answer.pk).update(handling_id="ask_first")

    with pytest.raises(actions.NotIntoALesson):
        copy(topic, trainer, answer)


def test_what_was_said_anew_meanwhile_is_what_is_copied(trainer, topic, other):
    answer = make_reply(topic, other, body="The first wording.")
    edit_post(Post.objects.get(pk=answer.pk), by=other, body="The second wording.")

    said = words(copy(topic, trainer, answer))

    assert ("second" in said, "first" in said) == (True, False)


@pytest.mark.parametrize("way", ["hidden", "moved"])
def test_nothing_is_copied_of_posts_that_went_away_meanwhile(trainer, topic, member, other, moderator, way):
    answer = make_reply(topic, other, body="An answer.")
    if way == "hidden":
        hide_post(answer, by=moderator)
    else:
        Post.objects.filter(pk=answer.pk).update(topic=make_topic(topic.board, member), number=2)

    with pytest.raises(actions.PostsWentAway):
        copy(topic, trainer, topic.posts.first(), answer)

    assert LessonPage.objects.count() == 0


def test_nothing_is_copied_of_a_topic_that_has_moved_into_a_space_meanwhile(trainer, topic, make_space):
    inner = make_board(make_space("invite", people=[trainer]).audience)
    Topic.objects.filter(pk=topic.pk).update(board=inner, audience=inner.audience)

    with pytest.raises(NotAllowed):
        copy(topic, trainer, *topic.posts.all())


# --- what the lesson says of what was copied


def test_a_label_that_lets_it_into_a_lesson_goes_along(trainer, topic, other):
    label = label_of("not_for_attribution")
    free, labelled = make_reply(topic, other), make_reply(topic, other, handling=label.key)

    said = words(copy(topic, trainer, free, labelled))

    assert (said.count(label.name), said.count(label.meaning)) == (1, 1)
    assert said.index(labelled.body) < said.index(label.meaning) < said.index(labelled.get_absolute_url())


def test_what_stands_around_it_is_said_in_the_language_of_the_lesson(trainer, topic, member):
    topic = make_topic(topic.board, member, title="Qui lit la sortie ?", language="fr", handling="not_for_attribution")

    with translation.override("es"):
        said = words(copy(topic, trainer, *topic.posts.all()))
    with translation.override("fr"):
        meant = label_of("not_for_attribution").meaning

    assert escape(meant) in said


def test_a_long_post_is_copied_whole_in_blocks_that_a_lesson_takes(trainer, topic, other):
    lines = [f"<{number}> " + "word & " * 1000 for number in range(6)]
    post = make_reply(topic, other, body="\n\n".join([*lines, "The very last word."]))

    lesson = copy(topic, trainer, post)

    said = words(lesson)
    assert (said.count("word &amp;"), "The very last word." in said) == (6000, True)
    assert len(lesson.observation) == 3
    LessonBlocks().clean(lesson.observation)


def test_of_a_long_topic_it_is_said_what_can_be_chosen_and_the_answer_is_there(
    as_trainer, topic, member, other, monkeypatch
):
    monkeypatch.setattr(copying, "MOST", 2)
    monkeypatch.setattr(views, "MOST", 2)
    _second, _third, fourth = (make_reply(topic, other) for _ in range(3))
    before = as_trainer.get(address(topic))
    accept_answer(fourth, by=member)
    page = as_trainer.get(address(topic))

    said = "its first 2 posts are here to choose from"
    assert [piece.post.number for piece in before.context["pieces"]] == [1, 2]
    assert [piece.post.number for piece in page.context["pieces"]] == [1, 2, 4]
    assert [said in each.content.decode() for each in (before, page)] == [True, True]


def test_of_a_short_topic_nothing_is_said_of_that(as_trainer, topic):
    assert "to choose from" not in as_trainer.get(address(topic)).content.decode()


# --- once


def test_sent_again_it_is_the_draft_that_is_there_also_when_it_is_translated(trainer, topic):
    once, post = new_once(), topic.posts.get()
    lesson = copy(topic, trainer, post, once=once)
    lesson.copy_for_translation(Locale.objects.get(language_code="fr"))

    assert copy(topic, trainer, post, once=once) == lesson


def test_what_another_page_is_in_the_way_of_is_no_draft_that_is_there(trainer, topic, monkeypatch):
    def taken(**_options):
        raise IntegrityError("UNIQUE constraint failed: wagtailcore_page.path")

    monkeypatch.setattr(actions, "write_lesson", taken)

    with pytest.raises(IntegrityError):
        copy(topic, trainer, topic.posts.get())


# --- where its words stand, for whoever erases it


@pytest.mark.parametrize("what", ["post", "topic"])
@pytest.mark.parametrize("state", ["draft", "published"])
def test_who_deletes_a_post_is_told_of_the_lessons_begun_with_it(topic, trainer, moderator, client_of, what, state):
    lesson = copy(topic, trainer, topic.posts.get())
    if state == "published":
        LessonPage.objects.filter(pk=lesson.pk).update(live=True)
    thing = topic.posts.get() if what == "post" else topic
    (hide_post if what == "post" else hide_topic)(thing, by=moderator)

    page = client_of(moderator).get(f"/moderation/delete/{key_of(thing)}/").content.decode()

    assert ("Its words stand elsewhere too" in page, "please ask the editors" in page) == (True, state == "draft")
    assert (f'href="{lesson.get_absolute_url()}"' in page) == (state == "published")


def test_of_what_was_copied_into_no_lesson_nothing_is_said(topic, other, trainer, moderator, client_of):
    copy(topic, trainer, topic.posts.get())
    left = make_reply(topic, other)
    hide_post(left, by=moderator)

    page = client_of(moderator).get(f"/moderation/delete/{key_of(left)}/").content.decode()

    assert "Its words stand elsewhere too" not in page
