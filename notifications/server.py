"""The mail server: connected to, greeted and logged in to in one step, and given longer for its last answer."""

import smtplib

from django.conf import settings
from django.core.mail.backends import smtp


class _Patient:
    """A server that has taken a letter may look for viruses before it says so: what RFC 5321 (4.5.3.2.6) asks to wait
    for that is longer than for its other answers. has_begun: whether it may have the letter that was sent last."""

    has_begun = False

    def mail(self, sender, options=()):
        self.has_begun = False
        return super().mail(sender, options)

    def data(self, msg):
        self.has_begun = True
        self.sock.settimeout(settings.MAIL_ANSWER_TIMEOUT)
        try:
            return super().data(msg)
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class PatientSMTP(_Patient, smtplib.SMTP):
    pass


class PatientSMTPOverTLS(_Patient, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self):
        return PatientSMTPOverTLS if self.use_ssl else PatientSMTP

    def open(self):
        """As Django's, and greets: so that what fails after it is about a letter."""
        is_new = super().open()
        if is_new:
            self.connection.ehlo_or_helo_if_needed()
        return is_new

    @property
    def has_begun(self):
        """Whether the server may have the letter that was sent last, whatever it answered."""
        return self.connection is None or self.connection.has_begun
