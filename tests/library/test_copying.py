"""From a topic to a lesson: what its labels allow, words alone, and to nobody who could not read them there."""

import pytest
from django.urls import reverse

from core.forms import new_once
from core.models import AuditEntry
from forum.actions import hide_post
from forum.models import Topic
from forum.signing import Sign
from library import actions
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
