"""Warnings, silence, suspension, objections and notes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core.forms import new_once
from core.models import AuditEntry
from core.refusals import NotAllowed
from forum.rules import can_signal, can_write
from members import actions, refusals, rules
from members.lanes import keep_up_spaces
from members.links import suspension_link
from members.models import MemberNote, Sanction, User
from moderation.models import ReviewItem
from notifications.models import Notice
from tests.factories.forum import make_board, make_topic
from tests.mailing import mailed

pytestmark = pytest.mark.django_db


def anew(person):
    return User.objects.get(pk=person.pk)


def told(person):
    return sorted(Notice.objects.filter(recipient=person).values_list("kind", flat=True))


@pytest.fixture
def second(make_member):
    return make_member("Sofia Second", roles=["moderator"])


def silenced(person, by, **options):
    return actions.sanction(person, "silence", by=by, reason="Insults.", **{"days": 7, **options})


@pytest.mark.parametrize(
    ("who", "kind", "may"),
    [("moderator", "warning", True), ("moderator", "silence", True), ("moderator", "suspension", False),
     ("steward", "suspension", True), ("steward", "silence", False), ("member", "warning", False)],
)  # fmt: skip
def test_moderators_warn_and_silence_and_stewards_suspend(request, other, who, kind, may):
    assert rules.can_sanction(request.getfixturevalue(who), other, kind) is may


@pytest.mark.parametrize("kind", ["warning", "silence"])
def test_what_is_decided_by_a_double_click_is_decided_and_told_once(client_of, moderator, member, kind):
    client, address = client_of(moderator), f"/people/{member.ref}/conduct/"
    sent = {"kind": kind, "days": "7", "reason": "Insults."}
    sent["once"] = client.get(address).context["form"]["once"].value()

    codes = [client.post(address, sent).status_code for _ in range(2)]

    assert (codes, Sanction.objects.count(), told(member)) == ([302, 302], 1, ["members.sanctioned"])


def test_two_warnings_that_are_meant_are_two(moderator, member):
    for _ in range(2):
        actions.sanction(member, "warning", by=moderator, reason="Insults.", days=7, once=new_once())

    assert Sanction.objects.count() == 2


def test_nobody_decides_about_themselves(moderator):
    with pytest.raises(NotAllowed):
        silenced(moderator, moderator)


def test_a_silenced_person_reads_and_writes_in_spaces_alone(member, moderator, make_space):
    boards = [make_board("members"), make_board(make_space(people=[member]).audience)]

    silenced(member, moderator)

    assert [can_write(anew(member), board) for board in boards] == [False, True]
    assert [board.topics.count() for board in boards] == [0, 0]
    assert told(member) == ["members.sanctioned"]


def test_a_silenced_person_says_of_posts_in_spaces_alone_what_they_were(member, other, moderator, make_space):
    boards = [make_board("members"), make_board(make_space(people=[member, other]).audience)]
    posts = [make_topic(board, other).posts.get() for board in boards]

    silenced(member, moderator)

    assert [can_signal(anew(member), post) for post in posts] == [False, True]


def test_a_silence_ends_by_itself_and_a_second_one_is_refused_meanwhile(member, moderator):
    row = silenced(member, moderator)

    with pytest.raises(refusals.SanctionedAlready):
        silenced(member, moderator)
    Sanction.objects.update(at=timezone.now() - timedelta(days=8), until=timezone.now() - timedelta(days=1))

    assert rules.is_silenced(anew(member)) is False
    assert (anew(member).sanctions.get() == row, row.user.sanctions.running().count()) == (True, 0)


def test_a_suspension_closes_the_account_until_its_day(member, steward, client_of):
    client = client_of(member)

    actions.sanction(member, "suspension", by=steward, reason="Threats.", days=7)
    closed, told_of_it = client.get("/people/").status_code, [letter.to for letter in mailed()]
    Sanction.objects.update(at=timezone.now() - timedelta(days=8), until=timezone.now() - timedelta(minutes=1))
    ended = keep_up_spaces()

    assert (closed, ended, anew(member).is_member) == (404, 1, True)
    assert (told_of_it, [letter.to for letter in mailed()]) == ([[member.email]], [[member.email]] * 2)


def test_the_letter_of_a_suspension_says_no_reason_and_its_link_does(member, steward, anonymous):
    row = actions.sanction(member, "suspension", by=steward, reason="Threats at Otto.", days=7)

    [letter] = mailed()
    page = anonymous.get(suspension_link(row).removeprefix("http://testserver"))

    assert "Threats" not in str(letter.message())
    assert (page.status_code, "Threats at Otto." in page.content.decode()) == (200, True)


def test_who_is_suspended_objects_without_signing_in_once(member, steward, anonymous):
    row = actions.sanction(member, "suspension", by=steward, reason="Threats.", days=7)
    link = suspension_link(row).removeprefix("http://testserver")

    sent = [anonymous.post(link, {"words": words}).status_code for words in ("", "It was not me.", "Again.")]

    assert sent == [200, 302, 200]
    row.refresh_from_db()
    assert (row.appeal, ReviewItem.objects.get().why) == ("It was not me.", "appeal")


def test_an_objection_is_another_moderators(member, moderator, second):
    row = silenced(member, moderator)

    actions.appeal(row, words="It was a quote.")
    row.refresh_from_db()

    may = [rules.can_answer_appeal(anew(person), row) for person in (moderator, second, member)]
    assert may == [False, True, False]


def test_a_lifted_silence_is_over_and_told_and_its_objection_is_answered(member, moderator, second):
    row = silenced(member, moderator)
    actions.appeal(row, words="It was a quote.")

    actions.lift(row, by=second, reason="A quote indeed.")

    assert rules.is_silenced(anew(member)) is False
    assert told(member) == ["members.lifted"]
    assert ReviewItem.objects.open().count() == 0


def test_the_record_names_who_decided_and_no_words(member, moderator, second):
    row = silenced(member, moderator)
    actions.note(member, by=second, text="Watch the tone.", once="x" * 20)
    actions.lift(row, by=second, reason="Enough.")

    said = AuditEntry.objects.filter(key=f"person:{member.ref}").values_list("verb", "reason")
    verbs = ["members.silence_somebody", "members.note", "members.lift"]
    assert [(verb, reason) for verb, reason in said if verb in verbs] == [
        ("members.silence_somebody", "7 days"), ("members.note", ""), ("members.lift", "Enough.")
    ]  # fmt: skip


def test_notes_are_for_moderators_and_stewards_and_never_for_who_they_are_about(
    member, moderator, second, steward, other, client_of
):
    actions.note(moderator, by=second, text="Kittiwake.", once="x" * 20)
    address = f"/people/{moderator.ref}/conduct/"

    seen = {}
    for person in (moderator, second, steward, other, member):
        answer = client_of(person).get(address)
        seen[person.name] = (answer.status_code, "Kittiwake" in answer.content.decode())

    assert seen == {
        moderator.name: (404, False), second.name: (200, True), steward.name: (200, True),
        other.name: (404, False), member.name: (404, False),
    }  # fmt: skip


def test_a_note_is_thrown_away_by_who_wrote_it(member, moderator, second, client_of):
    note = actions.note(member, by=second, text="Watch the tone.", once="x" * 20)
    address = f"/notes/{note.ref}/throw-away/"

    answers = [client_of(person).post(address).status_code for person in (moderator, member, second)]

    assert (answers, MemberNote.objects.count()) == ([404, 404, 302], 0)


def test_what_was_typed_stays_where_it_is_refused(member, moderator, client_of):
    silenced(member, moderator)

    answer = client_of(moderator).post(
        f"/people/{member.ref}/conduct/", {"kind": "silence", "days": "7", "reason": "Insults again."}
    )

    assert (answer.status_code, "Insults again." in answer.content.decode()) == (200, True)
    assert (Sanction.objects.count(), len(mail.outbox)) == (1, 0)


def test_the_page_of_a_decision_is_the_persons_and_the_moderators(member, other, moderator, steward, client_of):
    row = silenced(member, moderator)

    codes = [
        client_of(person).get(f"/sanctions/{row.ref}/").status_code for person in (member, other, moderator, steward)
    ]

    assert codes == [200, 404, 200, 200]
