"""`sendtestmail` goes the way of every mail, to a real server, and says in a sentence what went wrong."""

from email import message_from_bytes, policy

import pytest
from django.core.management import CommandError, call_command

from tests.run.processes import free_port
from tests.services.smtp import smtp_server


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "notifications.server.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.BASE_URL = "https://fora.example.org"
    settings.DEFAULT_FROM_EMAIL = "Fora <no-reply@fora.example.org>"
    return settings


def test_the_mail_arrives(smtp, capsys):
    with smtp_server() as (smtp.EMAIL_PORT, mails):
        call_command("sendtestmail", "operator@test.example")

    assert [(mail.mail_from, mail.rcpt_tos) for mail in mails] == [
        ("no-reply@fora.example.org", ["operator@test.example"])
    ]
    mail = message_from_bytes(mails[0].content, policy=policy.default)
    assert mail["Subject"] == "A test of Fora’s mail"
    assert mail.get_content().strip() == "Fora at https://fora.example.org can send mail."
    assert capsys.readouterr().out == "A mail to operator@test.example was handed on by notifications.server.\n"


def test_a_server_that_refuses_is_quoted(smtp):
    with smtp_server(refuses=True) as (smtp.EMAIL_PORT, mails), pytest.raises(CommandError) as refusal:
        call_command("sendtestmail", "operator@test.example")

    assert str(refusal.value) == "The mail server did not take it: (554, b'No mail today')"
    assert mails == []


def test_a_server_that_is_not_there_is_said(smtp):
    smtp.EMAIL_PORT = free_port()

    with pytest.raises(CommandError, match="The mail server did not take it: .*refused"):
        call_command("sendtestmail", "operator@test.example")


def test_what_is_no_address_is_refused(smtp):
    with pytest.raises(CommandError, match="'operator' is no mail address."):
        call_command("sendtestmail", "operator")
