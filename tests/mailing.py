"""What was told and mailed: the lanes' work, done here."""

from django.core import mail

from notifications import announcing
from notifications.mailing import run_once


def announce_all():
    """Those who follow something have heard of what is new in it."""
    while announcing.run_once():
        pass


def mailed():
    """The mails of this test so far, once all that is due has been announced and sent."""
    announce_all()
    while run_once():
        pass
    return mail.outbox
