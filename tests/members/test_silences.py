"""Not hearing of somebody: what arrives, who is told, what is folded away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from forum.models import Mention
from members import actions
from members.models import Silence
from notifications.live import notify
from tests.factories.forum import make_board, make_reply, make_topic
from tests.mailing import announce_all, mailed

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(member, board):
    return make_topic(board, member, title="At the weir")


@pytest.fixture
def board(db):
    from core.models import Audience

    return make_board(Audience.objects.get(pk="members"))


@pytest.mark.parametrize(("kind", "arrives"), [(Silence.MUTE, True), (Silence.BLOCK, False)])
def test_what_muting_and_blocking_keep_away(member, other, topic, kind, arrives):
    actions.silence(other, kind, by=member)

    make_reply(topic, other, body=f"@{member.name} look")

    assert member.notices.count() == 0
    assert Mention.objects.filter(user=member).exists() is arrives
    assert mailed() == []


def test_unread_notices_of_somebody_go_when_one_mutes_them(member, other, topic):
    make_reply(topic, other)
    before = member.notices.unread().count()

    actions.silence(other, Silence.MUTE, by=member)

    assert (before, member.notices.unread().count(), mailed()) == (1, 0, [])


def test_others_are_told_as_ever(member, other, moderator, topic):
    make_reply(topic, moderator)
    actions.silence(other, Silence.MUTE, by=member)

    make_reply(topic, other)
    announce_all()

    assert moderator.notices.count() == 1


def test_posts_of_somebody_muted_are_folded_for_the_one_reader(as_member, member, other, moderator, topic, client_of):
    make_reply(topic, other, body="Words from Otto")
    actions.silence(other, Silence.MUTE, by=member)

    mine, theirs = (
        client.get(topic.get_absolute_url()).content.decode() for client in (as_member, client_of(moderator))
    )

    assert (mine.count('<details class="fold muted">'), theirs.count('<details class="fold muted">')) == (1, 0)
    assert ("Words from Otto" in mine, "Words from Otto" in theirs) == (True, True)
    actions.hear_again(other, by=member)
    assert "fold muted" not in as_member.get(topic.get_absolute_url()).content.decode()


def test_a_topic_costs_the_same_however_many_one_has_muted(as_member, member, other, moderator, topic):
    make_reply(topic, other)
    make_reply(topic, moderator)
    costs = []
    for person in (None, other, moderator):
        if person:
            actions.silence(person, Silence.MUTE, by=member)
        as_member.get(topic.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            as_member.get(topic.get_absolute_url())
        costs.append(len(asked))

    assert costs[0] == costs[1] == costs[2]


def test_muting_is_undone_from_the_list_and_a_second_choice_takes_the_first_ones_place(as_member, member, other):
    as_member.post(f"/people/{other.ref}/silence/", {"kind": "mute"})
    as_member.post(f"/people/{other.ref}/silence/", {"kind": "block"})
    kinds = list(member.silences.values_list("kind", flat=True))

    answer = as_member.post(f"/people/{other.ref}/silence/", {"kind": "", "from": "list"})

    assert (kinds, answer["Location"], member.silences.count()) == (["block"], "/people/silenced/", 0)


def test_nobody_mutes_themselves(as_member, member):
    as_member.post(f"/people/{member.ref}/silence/", {"kind": "mute"})

    assert Silence.objects.count() == 0


def test_the_audit_log_does_not_say_whom(member, other):
    actions.silence(other, Silence.BLOCK, by=member)

    entry = AuditEntry.objects.get(verb="members.silence")
    assert other.ref not in entry.key + entry.reason


def test_notify_asks_once_who_does_not_want_to_hear(member, other, make_member, topic):
    people = [make_member() for _ in range(5)]
    post = make_reply(topic, other)
    costs = []
    for told in (people[:1], people[1:2]):
        with CaptureQueriesContext(connection) as asked:
            notify("forum.quote", about=post, to=told)
        costs.append(len([query for query in asked if "members_silence" in query["sql"]]))

    assert costs == [1, 1]
