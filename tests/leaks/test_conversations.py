"""Who talks with whom, and what: for those who take part, and for nobody else (T4, T5, T10, T12, T13, T20).

The canary is the text, the subject and a file of a private conversation.
"""

import re

import pytest
from django.urls import reverse

from core.audit import within_session
from core.models import AuditEntry
from files.actions import attach
from files.models import StoredFile
from forum import actions
from forum.models import Conversation, Message, Participant
from members.actions import silence
from members.models import Appointment, Silence
from search.finder import Wish, find
from search.models import Pending
from tests.factories.files import stored
from tests.factories.forum import make_conversation, make_message
from tests.factories.moderation import decided
from tests.leaks.equal import answer_to
from tests.mailing import mailed
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
REF = re.compile(r"[a-z0-9]{10}(?=/)")
ROLES = [role for role, _ in Appointment.ROLES]


@pytest.fixture
def talk(member, other):
    """What Amara Member wrote to Otto Other, with a file."""
    message = make_conversation(member, other, title=f"{CANARY} calling", body=f"{CANARY} at the weir")
    file = stored(by=member, name=f"{CANARY}.txt")
    attach(file, to=message, by=member)
    message.file = file
    return message


@pytest.fixture
def outsiders(make_member):
    """Nobody, a member, and somebody in each role."""
    return [None, make_member("Outsider"), *(make_member(f"{role} outside", roles=[role]) for role in ROLES)]


def read_at(message):
    talk, own, file = f"/forum/c/{message.conversation.ref}/", f"/forum/m/{message.ref}/", message.file.ref
    deeds = ("", "write/", "add/", "leave/", "?q=weir", "?from=1")
    return [*(f"{talk}{deed}" for deed in deeds), own, f"{own}report/", f"/files/{file}/", f"/files/{file}/text/"]


def written_at(message):
    talk = f"/forum/c/{message.conversation.ref}/"
    return [
        *(f"{talk}{deed}/" for deed in ("write", "add", "leave", "mute", "unmute")),
        f"/forum/m/{message.ref}/report/",
    ]


ASKED = {"get": read_at, "post": written_at}


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_takes_no_part_is_told_what_an_unknown_address_tells(talk, outsiders, client_of, method):
    for outsider in outsiders:
        client = client_of(outsider)
        for address in ASKED[method](talk):
            answered, unknown = (answer_to(client, each, method) for each in (address, REF.sub("a" * 10, address)))
            assert said(answered) == said(unknown), (outsider, address)


def said(answer):
    """The status and the page, without what differs between any two of it."""
    return answer[0], re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"', "", answer[2])


def file_for(client, message):
    """The status of asking for its file."""
    answer = client.get(f"/files/{message.file.ref}/")
    b"".join(answer.streaming_content) if answer.streaming else None
    return answer.status_code


def test_the_same_eyes_find_it_where_it_stands(talk, member, other, client_of):
    for reader in (member, other):
        pages = [client_of(reader).get(address) for address in ("/forum/c/", talk.conversation.get_absolute_url())]
        assert [CANARY in page.content.decode() for page in pages] == [True, True]
        assert file_for(client_of(reader), talk) == 200


def test_lists_homes_profiles_records_and_the_directory_say_nothing_of_it(talk, member, other, outsiders, client_of):
    places = ["/", "/forum/", "/forum/c/", "/people/", f"/people/{member.ref}/", f"/people/{other.ref}/", "/notices/",
              reverse("review_queue"), "/audit/", "/operations/", f"/search/?q={CANARY}"]  # fmt: skip
    for outsider in outsiders:
        bodies = [client_of(outsider).get(place).content.decode() for place in places]
        assert [talk.ref in body or talk.conversation.ref in body for body in bodies] == [False] * len(places)
        assert [body.count(CANARY) - body.count(f'value="{CANARY}"') for body in bodies[:-1]] == [0] * (len(places) - 1)


def test_it_is_in_no_index_for_nobody(talk, member, index):  # noqa: F811
    index()

    queued = Pending.objects.filter(key__regex="^(message|conversation):")
    assert (queued.count(), [hit.key for hit in find(Wish(typed=CANARY), user=member, language="en").hits]) == (0, [])


def test_mail_and_record_hold_no_word_and_no_pair_of_it(talk, member, other):
    with within_session("s"):
        make_message(talk.conversation, other, body=f"{CANARY} again")

    letters = {mail.to[0]: mail.subject + mail.body + str(mail.alternatives) for mail in mailed()}
    assert {CANARY in letter or talk.ref in letter for letter in letters.values()} == {False}
    assert (other.name in letters[member.email], member.name in letters[other.email]) == (False, False)
    written = [f"{entry.key} {entry.reason}" for entry in AuditEntry.objects.exclude(verb__startswith="members.")]
    assert [line for line in written if talk.ref in line or talk.conversation.ref in line or CANARY in line] == []


def test_moderators_read_what_is_reported_and_nothing_around_it(talk, member, other, moderator, client_of):
    conversation, client = talk.conversation, client_of(moderator)
    near, reported, far = (
        make_message(conversation, member, body=f"{CANARY} {word}") for word in ("one", "two", "six")
    )
    before = [client.get(each.get_absolute_url()).status_code for each in (talk, near, reported, far)]
    page = client_of(other).get(f"/forum/m/{reported.ref}/report/").content.decode()
    typed = {"why": "other", "reason": "A threat", "others": near.ref}
    client_of(other).post(f"/forum/m/{reported.ref}/report/", typed)

    during = [client.get(each.get_absolute_url()).status_code for each in (talk, near, reported, far)]
    files = file_for(client, talk)
    queue = client.get(reverse("review_queue")).content.decode()
    decided(reported, "hide", by=moderator)
    decided(near, "dismiss", by=moderator)
    after = [client.get(each.get_absolute_url()).status_code for each in (talk, near, reported, far)]

    assert (before, during, after) == ([404] * 4, [404, 200, 200, 404], [404] * 4)
    assert (f"{CANARY} two" in page, near.ref in page, files) == (True, True, 404)
    assert (reported.ref in queue, near.ref in queue, far.ref in queue) == (True, True, False)
    assert client.get(conversation.get_absolute_url()).status_code == 404
    seen = Message.objects.visible_to(other).values_list("number", flat=True)
    assert sorted(seen) == [1, 2, 4]


def test_a_moderator_who_takes_part_does_not_decide_on_it(member, moderator):
    message = make_conversation(member, moderator)
    actions.report_messages(message, by=moderator, reason="A threat")

    with pytest.raises(Exception, match="can’t do this"):
        decided(message, "hide", by=moderator)


def test_a_moderator_who_took_part_and_left_is_not_among_those_who_read_what_is_reported(
    talk, member, other, moderator
):
    actions.add_people(talk.conversation, [moderator], by=member)
    message = make_message(talk.conversation, other)
    actions.leave_conversation(talk.conversation, by=moderator)
    actions.report_messages(message, by=member, reason="A threat")

    assert Message.objects.visible_to(moderator).count() == 0


def test_only_what_somebody_else_wrote_and_one_reads_is_reported(talk, member, make_member, client_of):
    for who in (member, make_member()):
        assert client_of(who).post(f"/forum/m/{talk.ref}/report/", {"reason": ""}).status_code == 404


def test_who_was_added_later_finds_nothing_from_before(talk, member, make_member, client_of):
    third = make_member("Thea Third")
    actions.add_people(talk.conversation, [third], by=member)
    client = client_of(third)

    pages = [client.get(talk.conversation.get_absolute_url() + query) for query in ("", "?from=1", f"?q={CANARY}")]
    answers = [client.get(talk.get_absolute_url()).status_code, file_for(client, talk)]

    assert [f"{CANARY} at the weir" in page.content.decode() for page in pages] == [False] * 3
    assert answers == [404, 404]


def test_who_left_and_who_is_no_member_finds_nothing(talk, member, other, client_of):
    client = client_of(other)
    actions.leave_conversation(talk.conversation, by=other)
    left = [client.get(address).status_code for address in read_at(talk)]
    type(member).objects.filter(pk=member.pk).update(dormant_at="2026-01-01T00:00Z")
    gone = [client_of(member).get(address).status_code for address in read_at(talk)]

    assert (set(left), 200 in gone) == ({404}, False)


def test_somebody_blocked_is_answered_as_anybody(member, other, make_member, client_of):
    third, client = make_member("Thea Third"), client_of(member)
    silence(member, Silence.BLOCK, by=other)

    sent = [client.post("/forum/c/new/", {"people": who.ref, "body": "Hello"}) for who in (other, third)]
    pages = [client.get(answer["Location"], follow=True).content.decode() for answer in sent]

    assert [answer.status_code for answer in sent] == [302, 302]
    assert ["Hello" in page for page in pages] == [True, True]
    assert Conversation.objects.visible_to(other).count() == 0
    assert Participant.objects.filter(user=other, left_at=None).count() == 1


def test_a_file_is_nobodys_once_its_message_is_out_of_sight(talk, other, moderator, client_of):
    actions.report_messages(talk, by=other, reason="A threat")
    during = file_for(client_of(moderator), talk)

    decided(talk, "hide", by=moderator)

    assert during == 200
    assert [file_for(client_of(who), talk) for who in (other, moderator)] == [404, 404]
    assert StoredFile.objects.get(pk=talk.file.pk).audience is None
