"""Messages between members, and not hearing of somebody: what arrives, who is told, what is folded away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from core.refusals import NotAllowed
from forum.models import Mention
from members import actions, rules
from members.models import ContactMessage, Silence
from notifications.live import notify
from tests.factories.forum import make_board, make_reply, make_topic
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
ONCE = "o" * 20


@pytest.fixture
def topic(member, board):
    return make_topic(board, member, title="At the weir")


@pytest.fixture
def board(db):
    from core.models import Audience

    return make_board(Audience.objects.get(pk="members"))


def test_a_message_is_read_on_fora_and_the_mail_says_only_that_there_is_one(as_member, member, other):
    sent = as_member.post(f"/people/{other.ref}/write/", {"body": "Kittiwake at dawn", "once": ONCE})

    message = ContactMessage.objects.get()
    assert sent["Location"] == f"/messages/{message.ref}/"
    [mail] = mailed()
    written = mail.subject + mail.body + str(mail.alternatives)
    assert (mail.to, mail.subject) == ([other.email], "Something new on Fora")
    assert [word in written for word in ("Kittiwake", member.name, member.email)] == [False, False, False]
    assert AuditEntry.objects.filter(verb="members.write_to").count() == 1


def test_sent_twice_is_one_message(as_member, other):
    for _ in range(2):
        as_member.post(f"/people/{other.ref}/write/", {"body": "Hello", "once": ONCE})

    assert (ContactMessage.objects.count(), other.notices.count()) == (1, 1)


@pytest.mark.parametrize("body", ["", "  ", "x" * 4001, "nul\x00"])
def test_a_message_that_can_not_be_sent_is_kept_on_the_page(as_member, other, body):
    answer = as_member.post(f"/people/{other.ref}/write/", {"body": body, "once": ONCE})

    assert 'class="error"' in answer.content.decode()
    assert ContactMessage.objects.count() == 0


def test_after_many_messages_in_a_day_one_waits_and_the_text_stays(as_member, other, settings):
    settings.MESSAGES_PER_DAY_TO_ONE = 2

    answers = [
        as_member.post(f"/people/{other.ref}/write/", {"body": f"Number {number}", "once": f"{number}" * 20})
        for number in range(3)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 200]
    assert "Number 2" in answers[2].content.decode()
    assert ContactMessage.objects.count() == 2


def test_who_does_not_want_messages_gets_none(as_member, member, other):
    other.profile.parts.filter(kind="writing").delete()

    with pytest.raises(NotAllowed):
        actions.write_to(other, by=member, body="Hello", once=ONCE)
    assert as_member.get(f"/people/{other.ref}/write/").status_code == 404
    assert rules.can_write_to(member, member) is False


def test_what_was_typed_to_somebody_who_takes_no_messages_any_more_stays_on_the_page(as_member, other):
    other.profile.parts.filter(kind="writing").delete()

    page = as_member.post(f"/people/{other.ref}/write/", {"body": "An hour of thought.", "once": ONCE})

    assert page.status_code == 200
    assert "An hour of thought.</textarea>" in page.content.decode()
    assert "This person takes no messages from you now." in page.content.decode()
    assert ContactMessage.objects.count() == 0


def test_a_message_opened_is_a_notice_read(member, other, client_of):
    message = actions.write_to(other, by=member, body="Hello", once=ONCE)

    client_of(other).get(message.get_absolute_url())

    assert other.notices.unread().count() == 0


@pytest.mark.parametrize(("kind", "arrives"), [(Silence.MUTE, True), (Silence.BLOCK, False)])
def test_what_muting_and_blocking_keep_away(member, other, topic, client_of, kind, arrives):
    actions.silence(other, kind, by=member)

    make_reply(topic, other, body=f"@{member.name} look")
    message = actions.write_to(member, by=other, body="Hello", once=ONCE)

    assert member.notices.count() == 0
    assert Mention.objects.filter(user=member).exists() is arrives
    assert (client_of(member).get(message.get_absolute_url()).status_code == 200) is arrives
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
