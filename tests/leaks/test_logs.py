"""T25: what is logged holds no word that somebody wrote, searched or was sent: titles, texts, names, addresses, words
looked for, passwords, codes, links that open something, keys of sessions. FORA_LOG_LEVEL is as loud as it goes."""

import io
import logging
import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.mail import get_connection
from django.db import IntegrityError, OperationalError
from django.test import Client
from django.utils import timezone
from django.utils.log import AdminEmailHandler

from config.logs import OURS, Discreet, told
from files.actions import attach
from members import actions, links
from members.models import RecoveryRequest, Space, User
from notifications.live import write
from notifications.mailing import run_once
from search import indexing
from search.engines.base import EngineUnavailable
from tests.config.log_urls import SAID
from tests.doors import PASSWORD, add_app, code_at, recovery_codes_of, sign_in
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.mailing import mailed
from tests.members.conftest import (  # noqa: F401  (fixtures)
    come_in,
    institution,
    invite,
    make_institution,
    path_of,
)
from tests.members.test_recovery import later
from tests.search.conftest import index  # noqa: F401  (a fixture)
from tests.services.smtp import smtp_server

pytestmark = pytest.mark.django_db
WORD = "Kittiwake"
WRONG = "seven loud herons at the weir"
FRESH = "a fresh and long sentence"


@pytest.fixture
def log(capfd):
    """log() -> all that was logged or printed in this test, as it would stand in a file of the server's."""
    written = io.StringIO()
    line = settings.LOGGING["formatters"]["line"]
    handler = logging.StreamHandler(written)
    handler.setFormatter(line["()"](line["fmt"]))
    root = logging.getLogger()
    ours = {name: logging.getLogger(name) for name in ("config", *OURS)}
    before = {name: each.level for name, each in ours.items()}
    root.addHandler(handler)
    for each in ours.values():
        each.setLevel(logging.DEBUG)

    def read():
        printed = capfd.readouterr()
        written.write(printed.out + printed.err)
        return written.getvalue()

    yield read
    root.removeHandler(handler)
    for name, each in ours.items():
        each.setLevel(before[name])


def found_in(text, *planted):
    """Those of the planted words that stand in the text, as they are or as addresses have them."""
    text = text.lower()
    return [word for word in planted if word.lower() in text or quote(word).lower() in text]


def key_of_session(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def status_of(client, path):
    """What the client is answered at the path, once all of it has come."""
    answer = client.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


# Doors


def test_nothing_is_logged_of_who_comes_in(log, invite):  # noqa: F811
    invitation = invite(f"{WORD}@sabarra.example", line=f"{WORD} line")
    path = path_of(invitation)
    token = path.strip("/").split("/")[-1]
    strict = Client(enforce_csrf_checks=True)
    strict.get(path)
    answers = [
        Client().get(f"{path[:-2]}x/").status_code,
        strict.post(f"{path}account/", {"email": invitation.email}, headers={"referer": f"https://x.example{path}"}),
        Client().post(f"{path}account/", {"email": "no address", "name": WORD, "password": WRONG}).status_code,
    ]
    client, person = come_in(invitation, name=f"Noor {WORD}", email=invitation.email)

    text = log()

    assert (answers[0], answers[1].status_code, person.is_member) == (404, 403, True)
    assert "Forbidden" in text  # a form from elsewhere is logged
    assert found_in(text, WORD, token, WRONG, FRESH, "sabarra", key_of_session(client)) == []


def test_nothing_is_logged_of_who_signs_in_or_fails_to(log, member):
    secret = add_app(member)
    Client().post("/accounts/login/", {"login": f"{WORD}@nowhere.example", "password": WRONG})
    Client().post("/accounts/login/", {"login": WRONG, "password": member.email})  # in the wrong fields
    sign_in(member, code="000000")
    code = code_at(secret, timezone.now().timestamp())
    client = sign_in(member, code=code)
    inside = client.get("/people/").status_code
    key = key_of_session(client)
    client.post("/accounts/logout/")
    recovery_code = recovery_codes_of(member)[0]
    sign_in(member, code=recovery_code)

    assert inside == 200
    assert found_in(log(), WORD, WRONG, PASSWORD, member.email, code, secret, key, recovery_code) == []


def test_nothing_is_logged_of_a_way_back(log, make_member):
    member = make_member(f"Mia {WORD}", email=f"{WORD}@test.example")
    stewards = [make_member(roles=["steward"]) for _ in range(2)]
    for typed in (member.email, f"{WORD}-too@nowhere.example", WRONG):
        Client().post("/recovery/", {"email": typed})
    mailed()
    asked = RecoveryRequest.objects.get()
    for steward in stewards:
        actions.confirm_recovery(asked, how=f"Rang {WORD} up", by=steward)
    mailed()
    asked.refresh_from_db()
    later(asked, hours=25)
    paths = [re.sub(r"^https?://[^/]+", "", link(asked)) for link in (links.recovery_link, links.recovery_stop_link)]
    tokens = [path.strip("/").split("/")[-1] for path in paths]
    for path in paths:
        Client().get(path)
        Client().get(f"{path[:-3]}/")
    Client().post("/accounts/password/reset/", {"email": member.email})
    Client().post(paths[0], {"password": WRONG, "again": FRESH})
    mailed()

    assert len(tokens[0]) > 20
    assert found_in(log(), WORD, WRONG, FRESH, *tokens, *(token[:-3] for token in tokens)) == []


# Content


def test_nothing_is_logged_of_a_secret_space_nor_of_words_looked_for(log, member, other, make_space, client_of, index):  # noqa: F811
    space = make_space(Space.SECRET, keeper=member, name=f"{WORD} team")
    topic = make_topic(make_board(space.audience), member, title=f"{WORD} question", body=f"{WORD} body")
    post = make_reply(topic, member, body=f"{WORD} answer")
    file = stored(member, name=f"{WORD}.pdf")
    attach(file, to=post, by=member)
    index()
    inside, outside = client_of(member), client_of(other)
    words = [f"/search/?q={WORD}", f'/search/?q="{WORD}', f"/search/?q={WORD}&language=xx", f"/people/?q={WORD}"]
    gone = [f"/{WORD}/", f"/forum/t/{WORD}/", f"/invitation/{WORD}/", f"/people/{WORD}/?next=/{WORD}/"]
    statuses = {
        status_of(client, path)
        for client in (inside, outside, Client())
        for path in (space.get_absolute_url(), topic.get_absolute_url(), file.get_absolute_url(), *words, *gone)
    }
    inside.post(f"/forum/t/{topic.ref}/reply/", {"body": f"{WORD} once more"})
    inside.post(f"/forum/t/{topic.ref}/reply/", {"body": f"{WORD} " * 40_000, "once": "once-is-once-is-once"})
    Client().post(f"/forum/t/{topic.ref}/reply/", {"body": WORD})

    assert {200, 404} <= statuses
    keys = [key_of_session(client) for client in (inside, outside)]
    assert found_in(log(), WORD, member.email, *keys) == []


def test_a_row_that_cannot_be_indexed_is_named_by_its_key(log, member, monkeypatch, index):  # noqa: F811
    topic = make_topic(make_board(), member, title=f"{WORD} question")
    source = indexing.sources()["topic"]

    def document(row):
        raise ValueError(f"{row.title} fails")

    monkeypatch.setitem(
        indexing._sources, "topic", indexing.Source("topic", rows=source.rows, document=document, below=source.below)
    )
    index()

    text = log()
    assert f"No document could be made of topic:{topic.ref}." in text
    assert found_in(text, WORD) == []


# Errors


@pytest.mark.parametrize("how", SAID)
def test_an_error_is_logged_with_where_and_what_and_without_its_words(log, settings, member, client_of, how):
    settings.ROOT_URLCONF = "tests.config.log_urls"
    client = client_of(member)
    client.raise_request_exception = False

    status = client.get(f"/fails/{how}/{WORD}/?q={WORD}").status_code

    text = log()
    assert status == {"database": 503, "suspicion": 400}.get(how, 500)
    assert SAID[how] in text
    assert "log_urls.py" in text
    assert "/fails/<slug:how>/<str:word>/" in text
    assert found_in(text, WORD, member.email, key_of_session(client)) == []


# Mail


@pytest.mark.parametrize("fault", ["refuses it", "is away", "cannot be written"])
def test_nothing_is_logged_of_a_mail_that_does_not_go(log, settings, make_member, fault):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    person = make_member(f"Mia {WORD}", email=f"{WORD}@test.example")
    link = f"http://testserver/reset/{WORD}/"
    template = "account/email/password_reset_key" if fault != "cannot be written" else f"{WORD}/none"
    write("members.account", to=person, template=template, password_reset_url=link)

    if fault == "refuses it":
        with smtp_server(refuses=True) as (port, _envelopes):
            settings.EMAIL_PORT = port
            run_once()
    else:
        run_once()

    text = log()
    assert get_connection().port == settings.EMAIL_PORT
    assert {"is away": "can’t be reached", "cannot be written": "can’t be written"}.get(fault, "") in text
    assert found_in(text, WORD) == []


def test_no_errors_are_mailed_and_libraries_stay_quiet():
    handlers = [each for name in ("", "django", "django.request") for each in logging.getLogger(name).handlers]
    assert not any(isinstance(each, AdminEmailHandler) for each in handlers)
    for name in ("wagtail", "django.db.backends", "django.template", "elasticsearch", "PIL", "urllib3"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


# The formatter


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError(WORD), "KeyError"),
        (ValueError(WORD), "ValueError"),
        (User.DoesNotExist("There is none."), "members.models.user.User.DoesNotExist: There is none."),
        (IntegrityError(WORD), "django.db.utils.IntegrityError"),
        (OperationalError(f"timeout\nLINE 1: {WORD}"), "django.db.utils.OperationalError: timeout"),
        (ConnectionRefusedError(111, "Connection refused", WORD), "ConnectionRefusedError: Connection refused"),
        (OSError(WORD), "OSError"),
        (TypeError("it is no number"), "TypeError: it is no number"),
        (EngineUnavailable("It is away."), "search.engines.base.EngineUnavailable: It is away."),
    ],
)
def test_an_exceptions_words_are_told_where_they_are_a_programs(error, said):
    assert told(error) == said


def record_of(message, *args, error=None):
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("core", logging.ERROR, __file__, 1, message, args, info)


def test_an_exception_among_what_is_logged_is_told_in_the_same_way_and_stays_on_one_line():
    written = Discreet("%(message)s").format(record_of("Away: %s, %s", ValueError(WORD), "two\r\nlines"))

    assert written == "Away: ValueError, two\\r\\nlines"


def test_another_formatter_before_ours_changes_nothing():
    record = record_of("Failed.", error=ValueError(WORD))
    logging.Formatter().format(record)

    assert Discreet("%(message)s").format(record) == "Failed.\nTraceback (most recent call last):\nValueError"
