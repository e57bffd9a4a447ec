"""T23: every route of the forum, its files, notices and reports × everybody × objects in every kind of place, GET and
POST: exactly who may. Refusals are the one 404 and change nothing. The routes come from the inventory: one that has no
line in the table fails."""

import re
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import transaction

from config import inventory
from core.models import AuditEntry
from core.things import key_of
from files.actions import attach
from files.models import StoredFile
from forum import actions
from members.actions import add_to_space
from notifications.models import Notice
from notifications.unsubscribing import stop_token
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.factories.texts import hung

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

UNKNOWN = "aaaaaaaaaa"
ROOMS = ("forum/", "files/", "notices/", "moderation/")
PLACES = ("public", "members", "invite", "secret")
STAFF = ("moderator", "steward", "editor", "operator")
INSIDE = ("insider", "reader", "inner moderator", "keeper", "author")
PEOPLE = ("nobody", "outsider", *STAFF, *INSIDE)


def members(who, place):
    return who != "nobody"


def reads(who, place):
    return place == "public" or (members(who, place) and (place == "members" or who in INSIDE))


def writes(who, place):
    return members(who, place) and reads(who, place) and not (place in ("invite", "secret") and who == "reader")


def moderates(who, place):
    return who in ("inner moderator", "keeper") if place in ("invite", "secret") else who == "moderator"


def wrote(who, place):
    return who == "author"


def keeps(who, place):
    return who == "keeper" and place in ("invite", "secret")


def others(who, place):
    return members(who, place) and reads(who, place) and who != "author"


def everybody(who, place):
    return True


# What each route answers to GET and to POST: (who may, with which status), or 405 for everybody.
# What a visitor sends is given back as not sent, with 403, whatever the address.
REFUSED = 405
TABLE = {
    "forum": ((everybody, 200), REFUSED),
    "forum_catch_up": (REFUSED, (members, 302)),
    "forum_preview": (REFUSED, (members, 200)),
    "board_new": ((keeps, 200), (keeps, 302)),
    "board": ((reads, 200), REFUSED),
    "topic": ((reads, 200), REFUSED),
    "topic_new": ((writes, 200), (writes, 302)),
    "topic_reply": ((writes, 200), (writes, 302)),
    "topic_lock": (REFUSED, (moderates, 302)),
    "topic_unlock": (REFUSED, (moderates, 302)),
    "topic_pin": (REFUSED, (moderates, 302)),
    "topic_unpin": (REFUSED, (moderates, 302)),
    "topic_hide": ((moderates, 200), (moderates, 302)),
    "topic_restore": (REFUSED, (moderates, 302)),
    "post": ((reads, 302), REFUSED),
    "post_history": ((reads, 200), REFUSED),
    "post_edit": ((wrote, 200), (wrote, 302)),
    "post_report": ((others, 200), (others, 302)),
    "post_withdraw": ((wrote, 200), (wrote, 302)),
    "post_hide": ((moderates, 200), (moderates, 302)),
    "post_restore": (REFUSED, (moderates, 302)),
    "file": ((reads, 200), REFUSED),
    "file_picture": ((reads, 200), REFUSED),
    "file_text": ((reads, 200), REFUSED),
    "file_decide": (REFUSED, (moderates, 302)),
    "notices": ((members, 200), REFUSED),
    "notices_read": (REFUSED, (members, 302)),
    "notice": ((wrote, 302), REFUSED),
    "notice_choices": ((members, 200), (members, 200)),
    "mail_stop": ((everybody, 200), (everybody, 200)),
    "reports": ((members, 200), REFUSED),
    "report_decide": (REFUSED, (moderates, 302)),
}
# Who only reads a space may have written in it when the form was opened: it comes again, with the text and a refusal.
READERS = {("topic_new", "post", "reader"), ("topic_reply", "post", "reader")}
# Sent to every form alike; what is too much for one changes nothing there.
SENT = {"title": "A title", "language": "en",
        "body": "Words.", "reason": "Look.", "decision": "hide", "until": "x", "kind": "question",
        "author": "1", "hidden_at": "2020-01-01", "audience": "public", "number": "99", "reporter": "1"}  # fmt: skip


def routes():
    """[(address with <ref> or <key>, name)] of this table's rooms, as the inventory has them."""
    return [(address, name) for address, name in inventory.patterns() if address.startswith(ROOMS)]


def test_every_route_has_its_line_and_every_line_its_route():
    assert {name for _, name in routes()} == set(TABLE)


@pytest.fixture
def people(make_member):
    found = {name: make_member(name.capitalize()) for name in ("outsider", *INSIDE)}
    found |= {name: make_member(name.capitalize(), roles=[name]) for name in STAFF}
    return {"nobody": None, **found}


@pytest.fixture
def place_of(people, make_space):
    """place_of(name) -> the audience; the same people are inside of each space."""

    def make(name):
        if name in ("public", "members"):
            return name
        space = make_space(name, keeper=people["keeper"], people=[people["insider"], people["author"]])
        for who, role in [("reader", "reader"), ("inner moderator", "moderator")]:
            add_to_space(people[who], space, by=people["keeper"], role=role)
        return space.audience

    return make


@pytest.fixture
def things(people, place_of, settings, tmp_path):
    """things(place) -> {part of an address: ref or key} of one board, topic, post and picture by Author."""
    settings.VAR = tmp_path
    settings.DOWNLOADS_PER_HOUR = 10_000

    def make(place):
        author = people["author"]
        topic = make_topic(make_board(place_of(place)), author)
        post = make_reply(topic, author)
        file = stored(author, "png")
        attach(file, to=post, by=author)
        text, held = hung(post, "Words.", by=author), stored(author, name="held.pdf")
        attach(held, to=post, by=author)
        StoredFile.objects.filter(pk=held.pk).update(state="waiting", finding="unscannable")
        space, heard = topic.board.space, {"notices": _heard_by(author, post), "stop": _stop(author)}
        refs = {"s": space.ref if space else UNKNOWN, "text": text.ref, "decide": held.ref, "key": key_of(post)}
        return {**heard, "b": topic.board.ref, "t": topic.ref, "p": post.ref, "files": file.ref, **refs}

    return make


def _heard_by(person, post):
    """The ref of a notice to this person about a post of theirs."""
    return Notice.objects.create(recipient=person, kind="forum.reply", key=key_of(post)).ref


def _stop(person):
    """The word in a mail to this person that stops others like it."""
    return stop_token(person, "forum.reply")


def filled(address, refs):
    """The address with its ref or key, and that ref: by the folder that it stands in."""
    folder = re.search(r"(\w+)/<", address)
    if not folder:
        return f"/{address}", ""
    deed = address.rstrip("/").rpartition("/")[2]
    part = "key" if "<str:key>" in address else folder[1]
    ref = refs[deed if part == "files" and deed in refs else part]
    return "/" + re.sub(r"<[^>]+>", ref, address), ref


@contextmanager
def undone():
    """What the request wrote is taken back, so that each one meets the same objects."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told(response, ref):
    """What an answer says, without what differs between any two: tokens, length, and the path asked for."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", body).decode("utf-8", "replace")
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    return response.status_code, headers, body.replace(ref or UNKNOWN, "REF")


def rows():
    """How many rows each of our tables holds; that somebody was refused is on record, and nothing else may be."""
    rooms = ("forum", "files", "moderation", "notifications", "core")
    held = {
        model.__name__: model.objects.count()
        for room in rooms
        for model in apps.get_app_config(room).get_models()
        if model.__name__ != "Unsent"
    }
    return {**held, "AuditEntry": AuditEntry.objects.exclude(verb="core.denied").count()}


def expected_of(line, name, who, place, method):
    if line == REFUSED:
        return REFUSED
    rule, status = line
    if rule(who, place):
        return status
    if (name, method, who) in READERS:
        return 200
    return 403 if method == "post" and who == "nobody" else 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", PLACES)
def test_exactly_who_may(things, people, client_of, place, method):
    refs = things(place)
    unknown = {
        **dict.fromkeys(("s", "b", "t", "p", "files", "text", "decide", "notices", "stop"), UNKNOWN),
        "key": f"post:{UNKNOWN}",
    }
    clients = {who: client_of(person) for who, person in people.items()}
    wrong, leaks, written, before = {}, [], [], rows()
    for address, name in routes():
        line = TABLE[name][method == "post"]
        done = None if line == REFUSED else line[1]
        for who in PEOPLE:
            clients[who].cookies.pop("messages", None)  # what was done before is said on the next page
            path, ref = filled(address, refs)
            with undone():
                response = getattr(clients[who], method)(path, SENT if method == "post" else {})
                answer = told(response, ref)
                if answer[0] != done and rows() != before:
                    written.append((name, who))
            expected = expected_of(line, name, who, place, method)
            if answer[0] != expected:
                wrong[name, who] = (answer[0], expected)
            if ref and answer[0] in (403, 404):
                with undone():
                    elsewhere, missing = filled(address, unknown)
                    blank = getattr(clients[who], method)(elsewhere, SENT if method == "post" else {})
                    if told(blank, missing) != answer:
                        leaks.append((name, who))

    assert wrong == {}
    assert (leaks, written) == ([], [])


@pytest.mark.parametrize("place", PLACES)
def test_what_is_hidden_is_there_for_its_author_and_moderators_alone(things, people, client_of, place):
    refs = things(place)
    post = people["author"].posts.get(ref=refs["p"])
    actions.hide_post(post, by=people["moderator" if place in ("public", "members") else "keeper"])
    addresses = {name: filled(address, refs)[0] for address, name in routes()}

    def sees(who):
        client = client_of(people[who])
        answers = {name: client.get(addresses[name]) for name in ("post", "post_history", "file", "file_picture")}
        for answer in answers.values():
            b"".join(answer.streaming_content) if answer.streaming else None
        page = client.get(addresses["topic"])
        answers = {name: answer.status_code for name, answer in answers.items()}
        return answers, page.status_code == 200 and post.body in page.content.decode()

    hidden = (dict.fromkeys(("post", "post_history", "file", "file_picture"), 404), False)
    shown = ({"post": 302, "post_history": 200, "file": 200, "file_picture": 200}, True)
    expected = {who: shown if who == "author" or moderates(who, place) else hidden for who in PEOPLE}
    assert {who: sees(who) for who in PEOPLE} == expected


@pytest.mark.parametrize("place", PLACES)
def test_hiding_and_restoring_over_and_over_leave_one_entry_each_in_the_log(things, people, client_of, place):
    refs = things(place)
    client = client_of(people["moderator" if place in ("public", "members") else "keeper"])

    for verb in ("hide", "hide", "restore", "restore"):
        client.post(f"/forum/p/{refs['p']}/{verb}/", {"reason": "Look."})

    verbs = AuditEntry.objects.filter(verb__in=["forum.hide_post", "forum.restore_post"]).values_list("verb", flat=True)
    assert sorted(verbs) == ["forum.hide_post", "forum.restore_post"]
