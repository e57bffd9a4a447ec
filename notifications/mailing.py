"""What the lane `mail` does: writes each letter in the moment of sending, and hands it to the mail server.

At least once: killed between the server's yes and our row's, a letter goes a second time under the same Message-ID. So
does one whose server took it and did not say so; it is tried ten times in all, ever less often. Where two letters in
a row get no answer, the server is taken for away.
"""

import logging
import re
import smtplib
import time
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from core.lease import claim, hand_back, put_back
from notifications import actions
from notifications.hours import zone_named
from notifications.letters import letter_kind
from notifications.models import Delivery
from notifications.unsubscribing import stop_token

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = 600  # seconds: longer than a turn, with one letter more that gets no answer
TURN = 180  # seconds after which no other letter is begun: the rest is for the next turn
AWAY = 30  # seconds until a mail server that can't be reached is tried again
LATER = 600  # seconds until what it refuses for now is tried again
REFUSED_FOR_NOW = timedelta(days=3)  # for which that doesn't count as a failure
BROKEN = 300  # times longer than others a letter waits that got no answer: 10, 20 … 2560 minutes, three days in all
# What came of a letter: it was taken; it has had its turn all the same; there is no server; the connection broke before
# the server had it, or when it may have had it.
TAKEN, DONE, NO_SERVER, NOT_THERE, UNANSWERED = "taken", "done", "no server", "not there", "unanswered"
BREAKS = {NOT_THERE, UNANSWERED}
LINK = re.compile(r"^https?://\S+$")


def run_once():
    """Send what is due, at most twenty; returns how many rows were done with."""
    rows = claim(Delivery.objects.waiting(), BATCH, seconds=LEASE)
    if not rows:
        return 0
    _prepare(rows)
    connection = get_connection()
    began, done, before = time.monotonic(), 0, DONE
    try:
        for row in rows:
            if time.monotonic() - began > TURN:
                _hand_back_from(rows[done:], 0)
                break
            came = _send(row, connection)
            if came == NO_SERVER or {before, came} <= BREAKS:
                _hand_back_from(rows[done:], AWAY)
                break
            _wait_after(row, came)
            done, before = done + 1, came
    finally:
        _close(connection)
    return done


def _prepare(rows):
    """What several letters of a kind will say is read at once; where that fails each reads on its own."""
    for name in {row.kind for row in rows}:
        try:
            letter_kind(name).prepare([row for row in rows if row.kind == name])
        except Exception:
            logger.exception("The mails %s can’t be prepared together.", name)


def _hand_back_from(rows, seconds):
    for row in rows:
        hand_back(row, seconds)


def _send(row, connection):
    """Send one letter, or find that nobody is to get it. Gives what came of it."""
    try:
        until = letter_kind(row.kind).put_off(row)
        message = None if until else _message(row, connection)
    except Exception:  # one letter that can't be written must not keep the others back
        logger.exception("The mail %s can’t be written.", row)
        _not_written(row)
        return DONE
    if message is None:
        actions.put_off(row, until) if until else actions.note_dropped(row)
        return DONE
    try:
        connection.open()  # once; the library closes only what it opened itself
    except OSError as error:  # SMTP's exceptions among them: no connection, no greeting, a wrong password
        logger.error("The mail server can’t be reached (%s); mails wait.", type(error).__name__)
        return NO_SERVER
    came = _hand_over(row, message, connection)
    if came == TAKEN:
        actions.note_sent(row)
    else:
        _close(connection)  # what is left of it is no use to the next letter, for which it is opened anew
    return came


def _hand_over(row, message, connection):
    """What came of the letter. What the server says to it is about this one: the others have their turn."""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        _refused(row, max(code for code, _ in error.recipients.values()))
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        _refused(row, error.smtp_code)
    except OSError as error:  # no answer in time, or the connection broke: it may have gone all the same
        logger.error("The mail server did not answer for the mail %s (%s).", row, type(error).__name__)
        actions.note_said(row, "no answer, or the connection broke")
        return UNANSWERED if getattr(connection, "has_begun", True) else NOT_THERE
    except Exception:  # a header that can't be, an address that can't be written
        logger.exception("The mail %s can’t be written.", row)
        _not_written(row)
    else:
        return TAKEN
    return DONE


def _wait_after(row, came):
    """A letter without an answer waits; where the server can't have it, that counts only after days."""
    if came == UNANSWERED:
        put_back(row, times=BROKEN)
    elif came == NOT_THERE:
        _wait_uncounted(row)


def _not_written(row):
    actions.note_said(row, "could not be written")
    put_back(row)


def _refused(row, code):
    """The server answered, and did not take it: 4xx means later, 5xx never, which we believe after ten times."""
    actions.note_said(row, f"refused with {code}")
    if code < 500:
        _wait_uncounted(row)
    else:
        put_back(row)


def _wait_uncounted(row):
    if timezone.now() - row.queued_at < REFUSED_FOR_NOW:
        hand_back(row, LATER)
    else:
        put_back(row)


def _message(row, connection):
    """The mail as the server gets it, or None when nobody is to get it any more."""
    reader = row.recipient
    to = row.address or (reader.email if reader else "")
    kind = letter_kind(row.kind)
    if (reader and reader.disabled_at) or not (to or kind.to_nobody):
        return None
    language = reader.language if reader else row.language
    language = language if language in settings.INTERFACE_LANGUAGES else "en"
    # Written without any request: templates could not use its host if they tried.
    with translation.override(language), timezone.override(zone_named(reader.time_zone if reader else "")):
        letter = kind.letter(row)
        if letter is None:
            return None
        refusable = kind.refusable(row)
        stop = settings.BASE_URL + reverse("mail_stop", args=[stop_token(reader, refusable)]) if refusable else ""
        frame = {
            "name": _name_for(reader, to),
            "body": letter.body,
            "paragraphs": _paragraphs(letter.body),
            "subject": letter.subject,
            "language": language,
            "base_url": settings.BASE_URL,
            "stop_url": stop,
        }
        text = render_to_string("mail/frame.txt", frame)
        html = render_to_string("mail/frame.html", frame)
    headers = {
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{row.ref}@{urlsplit(settings.BASE_URL).hostname}>",
    }
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(letter.subject, text.strip(), None, [to], headers=headers, connection=connection)
    message.attach_alternative(html, "text/html")
    return message


def _name_for(reader, address):
    """What to call the reader by; nothing at an address that is not proved to be theirs, where a stranger may read."""
    return reader.name if reader and address.lower() == reader.email.lower() else ""


def _paragraphs(body):
    """[{text} or {link}] of a body: what blank lines part, and addresses that stand alone on their line."""
    parts = []
    for block in re.split(r"\n\s*\n", body):
        lines = [line.strip() for line in block.strip().splitlines()]
        words = []
        for line in lines:
            if LINK.match(line):
                parts += [{"text": "\n".join(words)}] if words else []
                parts.append({"link": line})
                words = []
            else:
                words.append(line)
        parts += [{"text": "\n".join(words)}] if words else []
    return parts


def _close(connection):
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.info("The mail server did not say goodbye.")
