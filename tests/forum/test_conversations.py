"""Private conversations: who takes part, what arrives, what is told, and what keeps somebody from writing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.audit import within_session
from core.forms import new_once
from core.models import AuditEntry
from core.refusals import NotAllowed
from forum import actions, refusals
from forum.models import Conversation, Message, Participant
from members.actions import disable, hear_again, sanction, silence
from members.models import Silence
from tests.factories.forum import make_board, make_conversation, make_message, make_topic
from tests.mailing import mailed

pytestmark = pytest.mark.django_db
ONCE = "o" * 20


def text(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def first(member, other):
    """What Amara Member wrote to Otto Other."""
    return make_conversation(member, other)


@pytest.fixture
def conversation(first):
    return first.conversation


def write(client, people, body="Kittiwake at dawn", **sent):
    refs = [person.ref for person in people]
    return client.post("/forum/c/new/", {"people": refs, "body": body, "once": ONCE, **sent})


def test_a_message_is_read_on_fora_and_the_mail_says_only_that_there_is_one(as_member, member, other):
    sent = write(as_member, [other])

    message = Message.objects.get()
    assert sent["Location"] == message.get_absolute_url()
    [mail] = mailed()
    written = mail.subject + mail.body + str(mail.alternatives)
    assert (mail.to, mail.subject) == ([other.email], "Something new on Fora")
    assert [word in written for word in ("Kittiwake", member.name, member.email)] == [False, False, False]


def test_a_message_quotes_only_what_all_members_read_and_may_be_passed_on(conversation, member, other, make_space):
    space = make_space("secret", people=[member, other])
    inside = make_topic(make_board(space.audience), other).posts.get()
    strict, open_to_all = (
        make_topic(make_board(), other, handling=label).posts.get() for label in ("ask_first", "community")
    )

    for post, refusal in ((inside, refusals.WiderAudience), (strict, refusals.NotToBePassedOn)):
        with pytest.raises(refusal):
            make_message(conversation, member, body=f"> [Otto](post:{post.ref}):\n> said")
        with pytest.raises(refusal):
            make_conversation(member, other, body=f"> [Otto](post:{post.ref}):\n> said")

    assert make_message(conversation, member, body=f"> [Otto](post:{open_to_all.ref}):\n> said").number == 2
    assert make_message(conversation, member, body=f"See [there](post:{inside.ref}).").number == 3


def test_sent_twice_is_one_message(as_member, other, conversation):
    before = Conversation.objects.count()
    for _ in range(2):
        write(as_member, [other])
        as_member.post(f"/forum/c/{conversation.ref}/write/", {"body": "Again", "once": "p" * 20})

    assert (Conversation.objects.count() - before, conversation.messages.count()) == (1, 2)


@pytest.mark.parametrize("body", ["", "  ", "x" * 50_001, "nul\x00"])
def test_a_message_that_can_not_be_sent_is_kept_on_the_page(as_member, other, body):
    answer = write(as_member, [other], body)

    assert 'class="error"' in answer.content.decode()
    assert f'name="people" value="{other.ref}"' in answer.content.decode()
    assert Message.objects.count() == 0


def test_people_are_added_by_name_one_after_the_other_and_the_text_stays(as_member, other, make_member):
    make_member("Anna Ash"), make_member("Anna Alder")

    one = as_member.post("/forum/c/new/", {"name": "otto other", "body": "Half a", "find": "1"})
    several = as_member.post("/forum/c/new/", {"name": "Anna", "people": other.ref, "body": "Half a", "find": "1"})
    nobody = as_member.post("/forum/c/new/", {"name": "Xx", "body": "Half a", "find": "1"})

    pages = list(map(text, (one, several, nobody)))
    assert ["Half a</textarea>" in page for page in pages] == [True, True, True]
    assert [page.count(" checked") for page in pages] == [1, 1, 0]
    assert "Several members have this in their name. Please choose." in pages[1]
    assert "No member has this name." in pages[2]


def test_a_name_that_is_still_typed_when_it_is_sent_counts(as_member, other):
    write(as_member, [], name="Otto Other")

    assert Participant.objects.filter(user=other).count() == 1


def test_without_anybody_to_write_to_nothing_is_sent(as_member):
    page = text(write(as_member, []))

    assert "Please say to whom you write." in page
    assert "Kittiwake at dawn</textarea>" in page


def test_who_does_not_want_messages_gets_none_and_the_text_stays(as_member, member, other):
    other.profile.parts.filter(kind="writing").delete()

    page = text(write(as_member, [other]))

    assert "Otto Other takes no messages from you now. Nothing was sent; your text is kept here." in page
    assert "Kittiwake at dawn</textarea>" in page
    with pytest.raises(NotAllowed):
        make_conversation(member, other)


def test_ten_is_the_most(as_member, member, make_member):
    people = [make_member() for _ in range(11)]

    assert "ten people at most" in text(write(as_member, people[:10]))
    conversation = make_conversation(member, *people[:9]).conversation
    with pytest.raises(refusals.TooManyTalk):
        actions.add_people(conversation, people[9:], by=member)


def test_who_has_a_conversation_with_somebody_goes_on_in_it(as_member, other, conversation):
    answer = as_member.get(f"/forum/c/new/?to={other.ref}")

    assert answer["Location"] == f"{conversation.get_absolute_url()}#write"


def test_new_members_start_few_conversations_a_day(as_member, member, other, settings):
    settings.CONVERSATIONS_PER_DAY_AT_FIRST, settings.CONVERSATIONS_PER_DAY = 1, 2
    answers = [write(as_member, [other], once=new_once()) for _ in range(2)]
    type(member).objects.filter(pk=member.pk).update(accepted_at=timezone.now() - timedelta(days=31))
    answers += [write(as_member, [other], once=new_once())]

    assert [answer.status_code for answer in answers] == [302, 200, 302]
    assert "Kittiwake at dawn</textarea>" in text(answers[1])


def test_a_message_that_was_sent_is_not_counted_again(as_member, other, settings):
    settings.CONVERSATIONS_PER_DAY_AT_FIRST = settings.PRIVATE_MESSAGES_PER_HOUR = 1
    once, later = new_once(), new_once()

    started = [write(as_member, [other], once=once) for _ in range(2)]
    address = f"/forum/c/{Conversation.objects.get().ref}/write/"
    said = [as_member.post(address, {"body": "Once more", "once": later}) for _ in range(2)]

    assert [answer.status_code for answer in (*started, *said)] == [302] * 4
    assert Message.objects.count() == 2


def test_one_notice_a_conversation_until_it_is_read(member, other, first, client_of):
    conversation = first.conversation
    make_message(conversation, member)
    before = other.notices.unread().count(), len(mailed())

    page = client_of(other).get(conversation.get_absolute_url())
    read = other.notices.unread().count()
    make_message(conversation, member)

    assert (before, page.context["letter_count"], read) == ((1, 1), 0, 0)
    assert (other.notices.count(), other.notices.unread().count(), len(mailed())) == (1, 1, 2)


def test_the_frame_counts_conversations_with_something_new(member, other, first, client_of):
    make_conversation(member, other)

    assert client_of(other).get("/forum/").context["letter_count"] == 2


def test_nothing_is_told_of_a_conversation_that_one_has_muted(other, member, conversation, client_of):
    client = client_of(other)
    client.post(f"/forum/c/{conversation.ref}/mute/")
    client.get(conversation.get_absolute_url())
    make_message(conversation, member)
    muted = other.notices.unread().count()

    client.post(f"/forum/c/{conversation.ref}/unmute/")
    make_message(conversation, member)

    assert (muted, other.notices.unread().count()) == (0, 1)


def test_who_is_added_reads_what_comes_after_and_all_are_told(member, other, make_member, conversation, client_of):
    third = make_member("Thea Third")
    client_of(member).post(f"/forum/c/{conversation.ref}/add/", {"people": third.ref})
    make_message(conversation, other, body="After")

    theirs, mine = (text(client_of(who).get(conversation.get_absolute_url())) for who in (third, other))

    assert ("Good morning" in theirs, "After" in theirs) == (False, True)
    assert "\u2068Amara Member\u2069 added you. You read what was written from here on." in theirs
    assert "\u2068Amara Member\u2069 added \u2068Thea Third\u2069, who reads what was written from here on." in mine
    assert [notice.kind for notice in third.notices.all()] == ["forum.added"]


def test_who_leaves_reads_nothing_any_more_and_the_others_are_told(member, other, make_member, client_of):
    conversation = make_conversation(member, other, make_member("Thea Third")).conversation
    answer = client_of(other).post(f"/forum/c/{conversation.ref}/leave/")

    make_message(conversation, member)

    assert answer["Location"] == "/forum/c/"
    assert client_of(other).get(conversation.get_absolute_url()).status_code == 404
    assert other.notices.unread().count() == 0
    assert "\u2068Otto Other\u2069 left." in text(client_of(member).get(conversation.get_absolute_url()))


def test_whoever_comes_back_reads_from_there_on(member, other, make_member):
    conversation = make_conversation(member, other, make_member()).conversation
    actions.leave_conversation(conversation, by=other)

    actions.add_people(conversation, [other], by=member)
    make_message(conversation, member, body="After")

    seen = Message.objects.visible_to(other).values_list("body", flat=True)
    assert list(seen) == ["After"]


def test_who_was_added_and_left_is_not_added_again(member, other, make_member, client_of):
    third = make_member("Thea Third")
    conversation = make_conversation(member, other).conversation
    actions.add_people(conversation, [third], by=member)
    actions.leave_conversation(conversation, by=third)

    page = text(client_of(member).post(f"/forum/c/{conversation.ref}/add/", {"people": third.ref}))

    assert "One of them was added before and has left: nobody is added a second time." in page
    assert Conversation.objects.visible_to(third).exists() is False


def test_a_silenced_person_neither_starts_a_conversation_nor_writes_in_one_nor_adds_anybody(
    as_member, member, other, moderator, make_member, conversation
):
    sanction(member, "silence", by=moderator, reason="Insults.", days=7)

    pages = [
        write(as_member, [other], "An hour of thought"),
        as_member.post(f"/forum/c/{conversation.ref}/write/", {"body": "An hour of thought", "once": ONCE}),
        as_member.post(f"/forum/c/{conversation.ref}/add/", {"people": make_member("Thea Third").ref}),
    ]

    assert ["You can’t do this." in text(page) for page in pages] == [True] * 3
    assert ["An hour of thought</textarea>" in text(page) for page in pages] == [True, True, False]
    assert (Message.objects.count(), Participant.objects.count()) == (1, 2)


@pytest.mark.parametrize("how", ["left", "disabled"])
def test_where_nobody_reads_any_more_nothing_is_sent_and_the_text_stays(
    member, other, steward, conversation, client_of, how
):
    if how == "left":
        actions.leave_conversation(conversation, by=other)
    else:
        disable(other, by=steward)
    client = client_of(member)

    page = text(client.post(f"/forum/c/{conversation.ref}/write/", {"body": "An hour of thought", "once": ONCE}))

    assert "Nobody else takes part in this conversation any more, so nothing was sent." in page
    assert "An hour of thought</textarea>" in page
    assert "what was said stays here for you" in text(client.get(conversation.get_absolute_url()))


def test_what_was_typed_in_a_conversation_one_has_no_place_in_any_more_is_given_back(as_member, member, conversation):
    actions.leave_conversation(conversation, by=member)

    page = as_member.post(f"/forum/c/{conversation.ref}/write/", {"body": "An hour of thought", "once": ONCE})

    assert (page.status_code, "An hour of thought</textarea>" in text(page)) == (404, True)


def test_a_text_sent_without_a_session_waits_for_its_writer(as_member, conversation):
    address = f"/forum/c/{conversation.ref}/write/"
    writer = as_member.get(address).context["form"].initial["writer"]
    user_id = as_member.session["_auth_user_id"]
    as_member.logout()

    answer = as_member.post(address, {"body": "An hour of thought", "writer": writer})
    as_member.force_login(type(conversation.participants.first().user).objects.get(pk=user_id))

    assert answer.status_code == 403
    assert "An hour of thought</textarea>" in text(as_member.get(address))


@pytest.mark.parametrize(("kind", "arrives"), [(Silence.MUTE, True), (Silence.BLOCK, False)])
def test_what_muting_and_blocking_keep_away(member, other, client_of, kind, arrives):
    silence(other, kind, by=member)

    message = make_conversation(other, member)

    assert (member.notices.count(), mailed()) == (0, [])
    assert (client_of(member).get(message.get_absolute_url()).status_code == 302) is arrives
    assert Conversation.objects.visible_to(member).exists() is arrives
    assert "Good morning" in text(client_of(other).get(message.conversation.get_absolute_url()))


def test_what_never_arrives_moves_nothing_in_the_list_of_who_has_blocked_its_writer(
    member, other, make_member, client_of
):
    talks = [make_conversation(who, member).conversation for who in (other, make_member("Thea Third"))]
    [client_of(member).get(talk.get_absolute_url()) for talk in talks]
    silence(other, Silence.BLOCK, by=member)
    for number in range(21):
        make_message(talks[0], other, body=f"Never {number}")

    theirs, mine = (client_of(who).get("/forum/c/").context["rows"] for who in (member, other))
    page = client_of(member).get(talks[0].get_absolute_url()).context["talk"]

    assert [row.conversation.pk for row in theirs] == [talk.pk for talk in reversed(talks)]
    assert [(row.is_unread, row.gist[:12]) for row in theirs] == [(False, "Good morning")] * 2
    assert [(row.is_unread, row.gist) for row in mine] == [(False, "Never 20")]
    assert [said.message.number for said in page.said] == [1]


def test_what_never_arrived_does_not_arrive_later(member, other):
    silence(other, Silence.BLOCK, by=member)
    conversation = make_conversation(other, member, body="Never").conversation
    hear_again(other, by=member)

    make_message(conversation, other, body="Now")

    assert list(Message.objects.visible_to(member).values_list("body", flat=True)) == ["Now"]


def test_among_several_the_words_of_somebody_blocked_are_folded_and_tell_nothing(member, other, make_member, client_of):
    silence(other, Silence.BLOCK, by=member)
    conversation = make_conversation(other, member, make_member()).conversation

    page = client_of(member).get(conversation.get_absolute_url()).content.decode()

    assert page.count('<details class="fold muted">') == 1
    assert member.notices.count() == 0


def test_what_is_found_in_a_conversation_whatever_its_accents(member, other, first, client_of):
    make_message(first.conversation, other, body="L’enquête commence à Kyïv")
    make_message(first.conversation, other, body="غرفة المُحقِّقين")
    client = client_of(member)

    found = [
        [
            said.message.number
            for said in client.get(first.conversation.get_absolute_url(), {"q": word}).context["found"]
        ]
        for word in ("ENQUETE", "المحققين", "good enquete", "Good")
    ]

    assert found == [[2], [3], [], [1]]


def test_a_long_conversation_is_read_page_by_page_from_what_is_new(member, other, first, client_of):
    conversation, client = first.conversation, client_of(other)
    client.get(conversation.get_absolute_url())
    for _ in range(30):
        make_message(conversation, member)

    pages = [client.get(conversation.get_absolute_url() + query).context["talk"] for query in ("", "?from=22", "")]

    assert [[said.message.number for said in page.said][::19] for page in pages] == [[2, 21], [22], [12, 31]]
    assert [(page.earlier, page.later) for page in pages] == [(1, 22), (2, 0), (1, 0)]
    assert pages[0].said[0].is_first_new is True


def test_list_and_page_cost_the_same_for_one_and_for_several(member, other, make_member, client_of):
    client, costs = client_of(member), []
    conversation = make_conversation(other, member).conversation
    make_message(conversation, member, body="@Otto Other, look")
    make_conversation(other, member)  # waits unread each time
    for _ in range(2):
        for address in ("/forum/c/", conversation.get_absolute_url()):
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            costs.append(len(asked))
        for number in range(3):
            make_conversation(make_member(), member)
            actions.add_people(conversation, [make_member()], by=other)
            make_message(conversation, member, body=f"@Otto Other, {number}")

    assert costs[:2] == costs[2:]


def test_the_record_says_that_somebody_wrote_and_not_to_whom_or_where(member, other, make_member):
    with within_session("a session"):
        conversation = make_conversation(member, other).conversation
        actions.add_people(conversation, [make_member()], by=other)
        actions.leave_conversation(conversation, by=other)

    entries = AuditEntry.objects.filter(verb__startswith="forum.").values_list("actor", "key", "reason", "place")
    assert set(entries) == {(f"person:{who.ref}", f"person:{who.ref}", "", "") for who in (member, other)}


def test_a_page_says_who_reads_it_by_name(as_member, other, conversation):
    page = text(as_member.get(conversation.get_absolute_url()))

    assert "<b>1 member will see this.</b> Who: \u2068Otto Other\u2069." in page


def test_what_a_deleted_account_wrote_stays_for_the_others(member, other, conversation, client_of):
    make_message(conversation, other, body="Still here")
    type(other).objects.filter(pk=other.pk).delete()

    page = text(client_of(member).get(conversation.get_absolute_url()))

    assert ("Still here" in page, "Somebody who has no account any more" in page) == (True, True)
