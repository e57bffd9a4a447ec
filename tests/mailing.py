"""What was mailed: the lane's work, done here."""

from django.core import mail

from notifications.mailing import run_once


def mailed():
    """The mails of this test so far, once all that is due has been sent."""
    while run_once():
        pass
    return mail.outbox
