"""The lane `mail`, with a real mail server: what goes out, to whom, what it says, and what happens when it can't."""

import base64
import email
import re
from datetime import timedelta
from email.policy import default

import pytest
from django.core import mail, signing
from django.db.models import F
from django.utils import timezone

from core.sealing import seal
from forum.actions import withdraw_post
from members.actions import disable, leave
from notifications import actions
from notifications.live import notify, write
from notifications.mailing import run_once
from notifications.models import Delivery, Notice
from notifications.registry import choosable, kinds, known, register
from notifications.unsubscribing import read_stop_token, stop_token
from tests.factories.forum import make_board, make_reply, make_topic
from tests.mailing import mailed
from tests.services.smtp import smtp_server

pytestmark = pytest.mark.django_db
CANARY = "Kittiwake"
ACCOUNT = {"template": "account/email/password_reset_key", "password_reset_url": "http://testserver/reset/abc/"}


@pytest.fixture
def server(settings):
    """The envelopes that a real SMTP server has taken."""
    with smtp_server() as (port, envelopes):
        settings.EMAIL_BACKEND = "notifications.server.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield envelopes


def due_now():
    Delivery.objects.update(not_before=None, claimed_until=None)


def parsed(envelope):
    return email.message_from_bytes(envelope.content, policy=default)


def part(message, kind):
    return message.get_body((kind,)).get_content()


@pytest.mark.parametrize("choice", ["page", "none"])
def test_who_wants_no_mail_any_more_when_its_turn_comes_gets_none(topic, member, other, choice):
    make_reply(topic, other)
    actions.choose_channels({"forum.reply": choice}, by=member)

    assert mailed() == []
    assert Delivery.objects.get().sent_at is None


def test_a_reply_is_mailed_with_one_link_and_no_word_of_it(server, topic, member, other):
    make_reply(topic, other, body=f"{CANARY} words")

    done = run_once()

    [envelope] = server
    message = parsed(envelope)
    notice = Notice.objects.get()
    link = f"http://testserver/notices/{notice.ref}/"
    assert (done, envelope.rcpt_tos, message["Subject"]) == (1, [member.email], "Something new on Fora")
    assert set(re.findall(r"http\S+/notices/\w{10}/", part(message, "plain"))) == {link}
    assert f'<a href="{link}"' in part(message, "html")
    for secret in (CANARY, topic.title, other.name, topic.board.title):
        assert secret.encode() not in envelope.content
        assert secret not in part(message, "plain") + part(message, "html")
    assert (message["Message-ID"], message["Auto-Submitted"]) == (
        f"<{notice.delivery.ref}@testserver>",
        "auto-generated",
    )
    assert Delivery.objects.get().sent_at is not None


def test_what_everybody_may_read_is_named_but_not_who_wrote(server, member, other):
    topic = make_topic(make_board("public"), member, title="Open question")
    make_reply(topic, other)

    run_once()

    text = part(parsed(server[0]), "plain")
    assert "\u2068Somebody\u2069 replied in “\u2068Open question\u2069”." in text
    assert other.name not in text


def test_the_link_leads_there_and_to_nobody_else(topic, member, other, client_of):
    post = make_reply(topic, other)
    path = f"/notices/{Notice.objects.get().ref}/"

    assert client_of(member).get(path)["Location"] == post.get_absolute_url()
    assert client_of(other).get(path).status_code == 404
    assert client_of(None).get(path).status_code == 404


@pytest.mark.parametrize("what", ["removed", "withdrawn", "disabled", "read"])
def test_between_queuing_and_sending_rights_are_asked_again(make_space, member, other, steward, what):
    space = make_space("secret", people=[member, other])
    topic = make_topic(make_board(space.audience), member)
    post = make_reply(topic, other)
    if what == "removed":
        leave(member, space, by=member)
    elif what == "withdrawn":
        withdraw_post(post, by=other)
    elif what == "disabled":
        disable(member, by=steward)
    else:
        actions.mark_read(by=member)

    assert [mail for mail in mailed() if mail.subject != "Your account is closed"] == []
    delivery = Delivery.objects.get(notice__isnull=False)
    assert (delivery.sent_at, delivery.ended_at is not None) == (None, True)


def test_a_letter_is_in_the_language_and_the_direction_of_its_reader(server, make_member):
    write("members.account", to=make_member("Layla", language="ar"), **ACCOUNT)

    run_once()

    html = part(parsed(server[0]), "html")
    assert '<html lang="ar" dir="rtl">' in html
    assert "http" not in re.sub(r'"?http://testserver[^"<\s]*', "", html)


def test_what_a_name_holds_is_no_code(make_member):
    write("members.account", to=make_member("<img src=x> & Co"), **ACCOUNT)

    [sent] = mailed()

    assert "<img" not in sent.alternatives[0].content
    assert "Dear <img src=x> & Co," in sent.body


def test_a_link_waits_sealed_and_goes_with_the_mail(member):
    write("members.account", to=member, **ACCOUNT)
    before = Delivery.objects.get().sealed

    mailed()

    assert "reset" not in before
    assert Delivery.objects.get().sealed == ""


# The server can't, or won't


def test_a_server_that_is_away_for_a_day_gets_each_letter_once(settings, member):
    settings.EMAIL_BACKEND = "notifications.server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    for _ in range(3):
        write("members.account", to=member, **ACCOUNT)
    for _ in range(40):
        due_now()
        assert run_once() == 0
    assert {row.attempts for row in Delivery.objects.all()} == {0}

    with smtp_server() as (port, envelopes):
        settings.EMAIL_PORT = port
        due_now()
        run_once()
        due_now()
        run_once()

    assert len(envelopes) == len({parsed(each)["Message-ID"] for each in envelopes}) == 3
    assert Delivery.objects.waiting().count() == 0


@pytest.mark.parametrize("seconds", [0, 1.5])
def test_a_letter_without_an_answer_keeps_no_other_back_and_is_tried_ten_times(settings, member, other, seconds):
    settings.EMAIL_BACKEND, settings.MAIL_ANSWER_TIMEOUT = "notifications.server.EmailBackend", 0.1
    for reader in (member, other, other):
        write("members.account", to=reader, **ACCOUNT)
    with smtp_server(fails_for=member.email, seconds=seconds) as (port, envelopes):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        first = run_once()
        unlucky = Delivery.objects.get(recipient=member)
        reached = [envelope.rcpt_tos for envelope in envelopes].count([other.email])
        at_once = run_once()
        for _ in range(12):
            due_now()
            run_once()

    assert (first, reached, at_once, unlucky.attempts) == (3, 2, 0, 1)
    assert unlucky.not_before - timezone.now() > timedelta(seconds=60)
    [row] = Delivery.objects.stuck()
    assert (row.recipient, row.attempts, row.said) == (member, 10, "no answer, or the connection broke")
    theirs = [parsed(each)["Message-ID"] for each in envelopes if each.rcpt_tos == [member.email]]
    assert (len(theirs), len(set(theirs))) == ((10, 1) if seconds else (0, 0))


@pytest.mark.parametrize(("drops_at", "most"), [("RCPT", 0), ("DATA", 8)])
def test_a_server_that_drops_every_letter_for_a_day_loses_none(settings, member, drops_at, most):
    settings.EMAIL_BACKEND = "notifications.server.EmailBackend"
    for _ in range(5):
        write("members.account", to=member, **ACCOUNT)
    with smtp_server(drops_at=drops_at) as (port, _):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        tries = [run_once()]
        for _ in range(96):
            Delivery.objects.update(not_before=F("not_before") - timedelta(minutes=15))
            tries.append(run_once())
    attempts = [row.attempts for row in Delivery.objects.all()]

    with smtp_server() as (port, envelopes):
        settings.EMAIL_PORT = port
        due_now()
        run_once()

    assert (max(tries), Delivery.objects.waiting().count()) == (1, 0)
    assert max(attempts) <= most
    assert len({parsed(each)["Message-ID"] for each in envelopes}) == len(envelopes) == 5


@pytest.mark.parametrize("unlucky", [2, 3])
def test_some_letters_in_a_row_without_an_answer_keep_no_other_back_for_long(settings, member, other, unlucky):
    settings.EMAIL_BACKEND = "notifications.server.EmailBackend"
    for reader in [member] * unlucky + [other] * 2:
        write("members.account", to=reader, **ACCOUNT)
    with smtp_server(fails_for=member.email) as (port, envelopes):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        for _ in range(unlucky):
            run_once()
            Delivery.objects.update(not_before=F("not_before") - timedelta(seconds=30))

    assert [envelope.rcpt_tos for envelope in envelopes] == [[other.email]] * 2
    assert {row.attempts for row in Delivery.objects.filter(recipient=member)} == {1}


def test_the_answer_to_a_letter_may_take_longer_than_the_others(settings, member):
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "notifications.server.EmailBackend", 0.3
    write("members.account", to=member, **ACCOUNT)
    with smtp_server(fails_for=member.email, seconds=0.7) as (port, envelopes):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        run_once()

    assert (len(envelopes), Delivery.objects.get().sent_at is not None) == (1, True)


def test_what_a_turn_has_no_time_for_is_for_the_next_and_does_not_count(settings, member, other, monkeypatch):
    monkeypatch.setattr("notifications.mailing.TURN", 0)
    write("members.account", to=member, **ACCOUNT)

    assert run_once() == 0
    assert Delivery.objects.get().attempts == 0


def test_what_a_server_refuses_ten_times_is_listed_and_can_be_tried_again(settings, member):
    write("members.account", to=member, **ACCOUNT)
    settings.EMAIL_BACKEND = "notifications.server.EmailBackend"
    with smtp_server(refuses=True) as (port, _):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        for _ in range(12):
            due_now()
            run_once()

    [row] = Delivery.objects.stuck()
    assert (row.attempts, row.said, member.email in row.said) == (10, "refused with 554", False)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mailed() == []
    assert actions.try_again(Delivery.objects.stuck()) == 1
    assert [sent.to for sent in mailed()] == [[member.email]]


def test_a_letter_that_cannot_be_written_keeps_no_other_back(member, other, caplog):
    write("members.account", to=member, template="account/email/none_of_ours")
    write("members.account", to=other, **ACCOUNT)

    assert [sent.to for sent in mailed()] == [[other.email]]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_letter_to_nobody_goes_nowhere_and_is_done_with(db):
    write("members.account", **ACCOUNT)

    assert mailed() == []
    assert Delivery.objects.get().ended_at is not None


def test_what_was_sent_a_month_ago_is_forgotten_and_what_waits_is_not(member):
    for days, ended in ((31, True), (29, True), (400, False)):
        moment = timezone.now() - timedelta(days=days)
        Delivery.objects.create(kind="members.account", queued_at=moment, ended_at=moment if ended else None)

    assert actions.forget_old_deliveries() == 1


# Choices


@pytest.mark.parametrize(("channel", "notices", "mails"), [("mail", 1, 1), ("page", 1, 0), ("none", 0, 0)])
def test_each_kind_reaches_its_reader_where_they_chose(topic, member, other, client_of, channel, notices, mails):
    chosen = {"forum.reply": channel, "forum.quote": "mail", "forum.mention": "mail"}
    kinds = client_of(member).get("/notices/choices/").context["form"].fields

    response = client_of(member).post("/notices/choices/", {**dict.fromkeys(kinds, "mail"), **chosen})
    make_reply(topic, other)

    assert (response.status_code, Notice.objects.count(), len(mailed())) == (302, notices, mails)


def test_an_unknown_choice_is_said_on_the_page_and_nothing_is_kept(as_member, member):
    response = as_member.post("/notices/choices/", {"forum.reply": "pigeon"})

    assert (response.status_code, member.preferences.count()) == (200, 0)
    assert "There is a problem" in response.content.decode()


def test_one_click_from_a_mail_program_stops_mails_of_the_kind(topic, member, other, anonymous):
    make_reply(topic, other)
    [sent] = mailed()
    stop = sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")

    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    anonymous.get(stop)
    make_reply(topic, other)
    assert len(mailed()) == 2
    anonymous.post(stop, {"List-Unsubscribe": "One-Click"})
    make_reply(topic, other)

    assert (len(mail.outbox), len(mailed()), Notice.objects.count()) == (2, 2, 3)


# Of what keeps an account or the platform safe nobody can choose to hear nothing.
ALWAYS_TOLD = {
    "forum.lifted": "one's name was shown although one had left it out",
    "forum.lifting_agreed": "who asked has 72 hours",
    "forum.lifting_asked": "who answers for a place has 72 hours to answer",
    "forum.lifting_refused": "who asked waits for it",
    "members.account_event": "signing in, second factors and the way back of one's own account",
    "members.emergency": "a steward was made at the command line",
    "members.made_keeper": "who keeps a space answers for it, and must know",
    "members.you_keep": "who keeps a space answers for it, and must know",
    "members.lifted": "what was decided about one's conduct has ended",
    "members.sanctioned": "something was decided about one's conduct",
    "members.upheld": "one's objection was answered",
    "members.opened_of": "stewards watch one another: an account is open again",
    "members.roles": "one's own roles have changed",
    "members.roles_of": "stewards watch one another: somebody's roles have changed",
}


# One page of choices, each asked once. Sixteen stood there before the forum could ask an expert, remind of a bookmark,
# tell of a translation and carry private messages: somebody may want each of these four and not the others.
MOST_CHOICES = 20


def test_each_kind_has_a_choice_or_a_reason_to_have_none():
    assert {kind.name for kind in kinds() if kind.choice is None} == set(ALWAYS_TOLD)
    assert len({choice.name for choice in choosable()}) == len(choosable()) <= MOST_CHOICES


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="forum.reply is registered twice"):
        register(known("forum.reply"))


def test_kinds_that_share_a_choice_follow_it_and_are_stopped_by_one_click(make_space, member, other, anonymous):
    space = make_space("secret", people=[member])
    notify("members.let_in", about=space, to=[member])
    [sent] = mailed()
    anonymous.post(sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver"))
    notify("members.outsider_refused", about=space, to=[member])

    assert member.preferences.get().kind == "answers"
    assert (len(mailed()), Notice.objects.get().kind) == (1, "members.outsider_refused")


def test_what_concerns_the_account_cannot_be_refused(member):
    write("members.account", to=member, **ACCOUNT)

    assert "List-Unsubscribe" not in mailed()[0].extra_headers


@pytest.mark.parametrize("token", ["x", "WyJ4Il0:1:2", "%00", "a:b:c"])
def test_a_forged_stop_is_a_page_that_is_not_there(anonymous, token):
    assert anonymous.get(f"/notices/stop/{token}/").status_code == 404
    assert anonymous.post(f"/notices/stop/{token}/").status_code == 404


def test_a_stop_tells_neither_kind_nor_reader_and_links_no_mails(member):
    first, second = stop_token(member, "forum.reply"), stop_token(member, "forum.reply")

    read = base64.urlsafe_b64decode(first)
    assert first != second
    assert (b"forum" in read, member.ref.encode() in read) == (False, False)
    assert read_stop_token(first) == read_stop_token(second) == (member, known("forum.reply"))


def test_a_stop_in_an_old_mail_still_stops(member, anonymous):
    old = signing.dumps([member.ref, "forum.reply"], salt="notifications.stop")

    assert read_stop_token(old) == (member, known("forum.reply"))
    assert anonymous.get(f"/notices/stop/{old}/").status_code == 200


@pytest.mark.parametrize("said", ["{}", "[]", "1", '["notifications.stop"]', '["other", "x", "forum.reply"]'])
def test_what_was_sealed_for_something_else_stops_nothing(db, said):
    assert read_stop_token(seal(said)) == (None, None)


def test_a_stop_for_an_always_told_kind_is_none(anonymous, member):
    assert anonymous.post(f"/notices/stop/{stop_token(member, 'members.emergency')}/").status_code == 404
