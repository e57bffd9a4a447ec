"""T10, T11: who lost a place hears no more of it: no notice, no line of a digest, no number, no title of what they
follow; and a mail says of what is not public no more than that there is something."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core.things import key_of
from forum.actions import hide_post, withdraw_post
from forum.signing import Sign
from members.actions import add_to_space, disable, leave
from moderation.attribution import NOBODY
from moderation.models import Handling
from notifications import actions, digests
from notifications.models import Delivery, Follow, Notice
from tests.factories.forum import make_board, make_reply, make_topic
from tests.mailing import announce_all, mailed

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
FOLLOWED = ("topic", "board", "space")


@pytest.fixture
def space(make_space, member, other):
    return make_space("secret", people=[member, other], name=f"{CANARY} team")


@pytest.fixture
def topic(space, other):
    return make_topic(make_board(space.audience, title=f"{CANARY} board"), other, title=f"{CANARY} question")


@pytest.fixture
def watched(topic, member):
    """Amara watches the topic, its board and its space, and hears of them in a daily digest."""
    for thing in (topic, topic.board, topic.board.space):
        actions.follow(thing, Follow.WATCHING, by=member)
    return topic


def tell(topic, other, many=2):
    """Something new in the topic, yesterday."""
    posts = [make_reply(topic, other, body=f"{CANARY} words {number}") for number in range(many)]
    announce_all()
    Notice.objects.update(created_at=timezone.now() - timedelta(days=1))
    return posts


def digested():
    while digests.run_once():
        pass
    return mailed()


def whole(mail):
    return mail.subject + mail.body + mail.alternatives[0].content + str(mail.extra_headers)


def test_inside_one_is_told_and_the_mail_says_nothing(watched, member, other, as_member):
    tell(watched, other)

    [mail] = digested()
    assert as_member.get("/notices/").context["unread_count"] == 2
    assert "There are 2 new things for you." in mail.body
    assert [
        secret for secret in (CANARY, other.name, watched.ref, watched.board.space.ref) if secret in whole(mail)
    ] == []


def test_who_left_is_told_of_nothing_that_comes_later(watched, member, other, space):
    leave(member, space, by=member)
    tell(watched, other)

    assert (member.notices.count(), digested()) == (0, [])


@pytest.mark.parametrize("when", ["before it is queued", "before it is sent"])
@pytest.mark.parametrize("how", ["left", "disabled", "hidden", "withdrawn"])
def test_a_digest_is_of_what_is_visible_when_it_is_sent(watched, member, other, steward, space, when, how):
    posts = tell(watched, other)
    if when == "before it is sent":
        digests.run_once()
    keeper = space.memberships.get(role="keeper").user
    if how == "left":
        leave(member, space, by=member)
    elif how == "disabled":
        disable(member, by=steward)
    elif how == "hidden":
        hide_post(posts[0], by=keeper)
    else:
        withdraw_post(posts[0], by=other)

    mails = [mail for mail in digested() if mail.subject == "Your day on Fora"]
    left = how in ("hidden", "withdrawn")
    assert [("There is 1 new thing for you." in mail.body, CANARY in whole(mail)) for mail in mails] == [
        (True, False)
    ] * left


def test_of_several_readers_of_one_batch_each_is_told_of_their_own(watched, member, other, make_member, space):
    stranger = make_member("Stranger")
    open_topic = make_topic(make_board(), other)
    keeper = space.memberships.get(role="keeper").user
    add_to_space(stranger, space, by=keeper)
    for thing in (watched, open_topic):
        actions.follow(thing, Follow.WATCHING, by=stranger)
    tell(watched, other, many=3)
    tell(open_topic, other, many=1)
    leave(stranger, space, by=stranger)

    said = {mail.to[0]: mail.body for mail in digested()}
    assert "There are 3 new things for you." in said[member.email]
    assert "There is 1 new thing for you." in said[stranger.email]


def test_what_one_may_see_no_more_is_in_no_number_of_a_group(watched, member, other, as_member):
    posts = tell(watched, other, many=3)
    withdraw_post(posts[1], by=other)

    [row] = as_member.get("/notices/").context["rows"]
    assert row["said"] == f"2 new posts in “\u2068{watched.title}\u2069”."
    withdraw_post(posts[0], by=other)
    [row] = as_member.get("/notices/").context["rows"]
    assert row["said"] == f"\u2068Otto Other\u2069 wrote in “\u2068{watched.title}\u2069”."


def test_several_answers_in_one_mail_count_what_its_reader_sees(member, other):
    topic = make_topic(make_board("public"), member, title="Open question")
    posts = [make_reply(topic, other) for _ in range(3)]
    withdraw_post(posts[1], by=other)

    [mail] = mailed()
    assert "2 answers in “\u2068Open question\u2069”." in mail.body


@pytest.mark.parametrize("many", [1, 2])
def test_what_a_label_keeps_out_of_mails_is_not_named_in_one(member, other, many):
    topic = make_topic(make_board("public"), member, title=f"{CANARY} question")
    label = next(each for each in Handling.objects.order_by("-position") if each.forbidden.filter(deed="mail").exists())
    for _ in range(many):
        make_reply(topic, other, handling=label.pk)

    mails = mailed()
    assert [CANARY in whole(mail) for mail in mails] == [False]


def test_of_what_one_follows_and_sees_no_more_there_is_no_trace_and_who_comes_back_finds_it(
    watched, member, make_member, client_of, as_member, space
):
    def main(client):
        page = re.sub(
            r'name="csrfmiddlewaretoken" value="[^"]*"', "", client.get("/notices/following/").content.decode()
        )
        return page.partition("<main")[2].partition("</main>")[0]

    before, keeper = main(as_member), space.memberships.get(role="keeper").user
    leave(member, space, by=member)
    after, never = main(as_member), main(client_of(make_member()))
    add_to_space(member, space, by=keeper)

    assert (CANARY in before, after, main(as_member)) == (True, never, before)


def test_what_one_followed_where_one_is_no_more_can_be_stopped(watched, member, as_member, space):
    leave(member, space, by=member)
    rows = list(member.follows.values_list("ref", flat=True))

    as_member.post("/notices/following/", {"ref": rows, "level": "3"})
    unchanged = member.follows.count()
    as_member.post("/notices/following/", {"ref": rows, "level": "1"})

    assert (len(rows), unchanged, member.follows.count()) == (3, 3, 0)


def test_the_control_is_the_same_404_for_what_is_there_and_what_is_not(topic, moderator, client_of):
    client = client_of(moderator)

    answers = [
        client.post(f"/notices/follow/{key}/", {"level": "3"})
        for key in (key_of(topic), key_of(topic.board), key_of(topic.board.space), "topic:aaaaaaaaaa", "x", "person:x")
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert Follow.objects.filter(user=moderator).count() == 0


def test_watching_a_concept_tells_of_no_topic_that_one_may_not_see(topic, moderator, other):
    from tests.factories.thesaurus import load
    from thesaurus.models import Concept

    load()
    concept = Concept.objects.first()
    topic.concepts.add(concept)
    actions.follow(concept, Follow.WATCHING, by=moderator)
    tell(topic, other)

    assert (moderator.notices.count(), Delivery.objects.filter(recipient=moderator).count()) == (0, 0)


def test_a_post_without_a_face_tells_its_writer_nothing_and_others_no_name(watched, member, other):
    post = make_reply(watched, other, sign=Sign(NOBODY))
    announce_all()

    notices = {notice.recipient: notice.actor for notice in Notice.objects.filter(key=key_of(post))}
    assert notices == {member: ""}
