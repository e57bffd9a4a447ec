"""How much one person posts: new members less than others, who moderates the place as they like."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.forms import new_once
from forum.limits import links_in
from members.models import User
from tests.factories.forum import make_board, make_reply, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(settings):
    settings.POSTS_PER_HOUR, settings.POSTS_PER_HOUR_AT_FIRST = 3, 1
    settings.LINKS_PER_POST, settings.LINKS_PER_POST_AT_FIRST = 2, 1


def text(answer):
    return " ".join(answer.content.decode().split())


def grow_old(person):
    User.objects.filter(pk=person.pk).update(accepted_at=timezone.now() - timedelta(days=31))


def post(client, topic, body="A thought", **sent):
    return client.post(f"/forum/t/{topic.ref}/reply/", {"body": body, "once": new_once(), **sent})


def linking(many):
    return " ".join(f"https://law.example/{number}" for number in range(many))


def test_new_members_post_less_within_the_hour_and_their_text_stays(as_member, member, topic):
    sent = [post(as_member, topic) for _ in range(2)]
    grow_old(member)
    sent += [post(as_member, topic) for _ in range(3)]

    assert [answer.status_code for answer in sent] == [302, 200, 302, 302, 200]
    assert "You have posted much within the hour" in text(sent[1])
    assert "A thought</textarea>" in text(sent[1])


def test_a_new_topic_counts_as_a_post(as_member, topic, board):
    post(as_member, topic)
    answer = as_member.post(f"/forum/b/{board.ref}/new/", {"title": "T", "body": "A thought", "once": new_once()})

    assert "You have posted much within the hour" in text(answer)


def test_what_is_sent_twice_counts_once(as_member, topic):
    once = new_once()

    assert [post(as_member, topic, once=once).status_code for _ in range(2)] == [302, 302]


def test_new_members_set_fewer_links_and_their_text_stays(as_member, member, topic):
    sent = [post(as_member, topic, linking(2))]
    grow_old(member)
    sent += [post(as_member, topic, linking(many)) for many in (2, 3)]

    assert [answer.status_code for answer in sent] == [200, 302, 200]
    assert "Links to other sites in one post: at most 1," in text(sent[0])
    assert f"{linking(2)}</textarea>" in text(sent[0])


def test_links_that_stand_there_may_stay_when_the_post_is_changed(as_member, member, topic):
    post_there = make_reply(topic, member, body=linking(2))

    answers = [
        as_member.post(f"/forum/p/{post_there.ref}/edit/", {"body": f"{linking(many)} Better.", "once": new_once()})
        for many in (2, 3)
    ]

    assert [answer.status_code for answer in answers] == [302, 200]


def test_who_moderates_the_place_posts_as_they_like(client_of, moderator, member, make_space, topic):
    inside = make_topic(make_board(make_space(keeper=member).audience), member)

    sent = [post(client_of(moderator), topic, linking(3)) for _ in range(4)]
    sent += [post(client_of(member), inside, linking(3)) for _ in range(4)]

    assert [answer.status_code for answer in sent] == [302] * 8


def test_what_leads_to_another_place_on_fora_is_no_link_out(topic):
    assert [
        links_in(body) for body in (f"[here](topic:{topic.ref})", linking(2), "[write](mailto:a@law.example)", "")
    ] == [0, 2, 1, 0]
