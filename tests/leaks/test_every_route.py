"""Every route of the inventory × every role × every kind of place, by GET and by POST: whoever may not reach a thing is
answered exactly as if there were none, and writes nothing.

What is expected is computed from what `config/routes.py` declares and from the audience of the sample; what each rule
says beyond that stands in `test_matrix.py` and `site/docs/roles.md`.
"""

import re
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import transaction
from django.utils import timezone

from config import inventory
from config.routes import MEMBER, PUBLIC, SPACE, STAFF, STAFF_OF
from core.lease import MOST_ATTEMPTS
from core.things import key_of
from files.actions import attach
from files.models import StoredFile
from forum.models import BoardTheme, Lifting, Move
from members.actions import add_to_space
from members.models import (
    Appointment,
    Institution,
    Invitation,
    MemberNote,
    Membership,
    RecoveryRequest,
    Sanction,
    User,
)
from moderation.actions import open_item
from moderation.models import Deletion, ReviewItem, WatchedWord
from notifications.live import write
from notifications.models import Delivery, Notice
from tests.factories.cms import make_page, make_picture
from tests.factories.files import stored
from tests.factories.forum import make_board, make_conversation, make_reply, make_topic
from tests.factories.translations import make_translation
from tests.leaks.equal import sent_to
from thesaurus.models import Concept

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

UNKNOWN = "aaaaaaaaaa"
ROLES = [role for role, _ in Appointment.ROLES]
INSIDE = [role for role, _ in Membership.ROLES]
OUTSIDE = ["visitor", "outsider", *(f"{role} outside" for role in ROLES)]
SPACES = ["open", "request", "invite", "secret"]
PLACES = ["public", "members", *SPACES]
# Of these the sample is the thing that their first ref names, whatever follows; the others are in `samples`.
BY_FOLDER = {"b": "board", "t": "topic", "p": "post", "files": "file", "spaces": "space", "people": "person",
             "roles": "person", "mail": "mail", "notices": "notice", "of": "key", "items": "item", "replies": "reply",
             "flags": "report", "pictures": "picture",
             "thesaurus": "concept", "s": "space", "c": "conversation", "m": "message", "requests": "way back",
             "institutions": "institution", "invitations": "invitation", "charter": "version",
             "follow": "followed", "delete": "key", "on": "key", "deletions": "deletion", "sanctions": "sanction",
             "notes": "note", "h": "theme", "moves": "move", "l": "lifting", "x": "translation",
             "words": "word"}  # fmt: skip
# What stands for one that is missing, where a ref alone is none.
MISSING = {"key": f"post:{UNKNOWN}", "followed": f"topic:{UNKNOWN}"}
# The samples that there are in a secret space.
BESIDE_SECRETS = {"board", "topic", "post", "file", "space", "key", "move", "lifting", "translation"}
SAMPLED = {None, "page", *BY_FOLDER.values()}
# What somebody sends to every form: too much for each of them, and none of it theirs to set.
SENT = {"title": "A title", "body": "Words.", "reason": "Look.", "decision": "hide", "kind": "question",
        "roles": "editor", "is_superuser": "1", "accepted_at": "2020-01-01", "audience": "public", "author": "1",
        "role": "keeper", "format": "csv", "hidden_at": "2020-01-01", "user": "1"}  # fmt: skip
# Each has its own tests; a walk signs its people out, or waits for a password's hash each time.
ACCOUNTS = "accounts/"
AWAY = {"readyz", "search"}  # without worker and index they say 503
ONE_TIME = {
    "welcome",
    "mail_stop",
    "invited",
    "invited_account",
    "recovery_open",
    "recovery_stop_by_mail",
    "suspended",
}  # addresses that are secrets themselves
# Of no thing, so the same to all: who posts there signed out is asked to sign in, and gets the text back.
ASKS_FIRST = {"conversation_new"}


@pytest.fixture
def people(make_member):
    found = {"visitor": None, "outsider": make_member("Outsider"), "author": make_member("Author")}
    found |= {f"{role} outside": make_member(f"{role} outside", roles=[role]) for role in ROLES}
    return found | {role: make_member(f"{role} inside") for role in INSIDE}


@pytest.fixture
def samples(people, make_space, settings, tmp_path):
    """samples(place) -> {name: ref or key} of a thing of each kind in that place, by Author."""
    settings.VAR = tmp_path
    settings.DOWNLOADS_PER_HOUR = settings.SEARCHES_PER_MINUTE = 100_000

    def make(place):
        author, keeper, found = people["author"], people["keeper"], {}
        audience = place
        if place in SPACES:
            space = make_space(place, keeper=keeper, people=[author])
            for role in INSIDE[1:]:
                add_to_space(people[role], space, by=keeper, role=role)
            audience, found["space"] = space.audience, space.ref
        else:
            found["picture"] = make_picture(place).ref
            found["page"] = make_page(place).url.strip("/")
        topic = make_topic(make_board(audience), author)
        post = make_reply(topic, author)
        held = stored(author, name="held.pdf")
        file = stored(author, "png")
        attach(file, to=post, by=author)
        attach(held, to=post, by=author)
        StoredFile.objects.filter(pk=held.pk).update(state="waiting", finding="unscannable")
        found |= {"board": topic.board.ref, "topic": topic.ref, "post": post.ref, "file": file.ref, "key": key_of(post)}
        found["followed"], found["item"] = key_of(topic), open_item(post, ReviewItem.EDIT).ref
        tomorrow = timezone.now() + timedelta(days=1)
        found["move"] = Move.objects.create(topic=topic, numbers=[], board=make_board("public"), asked_by=author).ref
        found["lifting"] = Lifting.objects.create(post=post, asked_by=author, closes_at=tomorrow, reason="Look.").ref
        found["translation"] = make_translation(post, keeper).ref
        if place == "public":
            found["theme"] = BoardTheme.objects.create(position=1).ref
            found["word"] = WatchedWord.objects.create(words="canary", by=author).ref
        return found

    return make


def routes():
    """[(address, name)] of all patterns but Wagtail's own screens, which `tests/cms/test_doors.py` walks."""
    for address, name in inventory.patterns():
        if not address.startswith(("admin/", ACCOUNTS)) and name not in ONE_TIME:
            yield address, name


def sample_name(address, name):
    """Of which sample an address speaks; None where it speaks of none."""
    if name == "wagtail_serve":
        return "page"
    parts = re.findall(r"(\w+)/<", address)
    return BY_FOLDER.get(parts[0], "?") if parts else None


def filled(address, name, refs):
    """The address with its parameters filled in: the first by the sample, others by what nobody has."""
    if name == "wagtail_serve":
        return f"/{refs.get('page', 'no/such')}/"
    sample = sample_name(address, name)
    ref = refs.get(sample, MISSING.get(sample, UNKNOWN))
    return "/" + re.sub(r"<[^>]+>", UNKNOWN, re.sub(r"<[^>]+>", ref, address, count=1))


def reaches(name, audience_of_route, who, place, sample):
    """Whether what is declared lets this person come as far as the thing; the thing's own rules may still say no."""
    if audience_of_route != PUBLIC and who == "visitor":
        return False
    if audience_of_route == STAFF:
        role = who.removesuffix(" outside") if who.endswith("outside") else ""
        if role not in STAFF_OF.get(name, ROLES):
            return False
    if sample is None:
        return True
    if sample == "space" and place in ("open", "request"):
        return who != "visitor"
    if place in SPACES:
        return who in INSIDE
    return place == "public" or who != "visitor"


def told(response, path):
    """What an answer says, without what differs between any two."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"|name="once" value="[^"]*"', b"", body)
    text = body.decode("utf-8", "replace").replace(path, "PATH").replace(quote(path), "PATH")
    headers = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
    return response.status_code, headers, re.sub(r"[a-z2-9]{10}\b", "REF", text)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def standing(method):
    """What no form may change for who does not reach it: people, their roles and their places."""
    if method == "get":
        return None
    tables = (
        User.objects.values_list("pk", "is_superuser", "accepted_at", "disabled_at"),
        Appointment.objects.values_list("pk", "user", "role", "ended_at"),
    )
    return [sorted(map(str, table)) for table in (*tables, Membership.objects.values_list("pk", "role", "ended_at"))]


def walk(clients, refs, place, method, only=None):
    """(wrong, opened): [(route, who, what)] that is not as declared, and the routes that let somebody in."""
    wrong, opened, before = [], set(), standing(method)
    unknown = {who: asked(client, method, "/no-such-place/")[0] for who, client in clients.items()}
    for address, name in routes():
        sample = sample_name(address, name)
        if (only and name not in only) or not is_due(sample, refs, place):
            continue
        path, missing = filled(address, name, refs), filled(address, name, {}) if sample else "/no-such-place/"
        for who, client in clients.items():
            answer, after = asked(client, method, path)
            if reaches(name, inventory.audience_of(address, name), who, place, sample):
                opened |= {name} if answer[0] not in (404, 405) else set()
                wrong += [(name, who, answer[0])] if answer[0] >= 500 and name not in AWAY else []
            elif after != before:
                wrong.append((name, who, "wrote"))
            elif place != "secret" and sample in BESIDE_SECRETS and answer == unknown[who]:
                continue  # that one which is missing is told so too, is asked beside secret things, whatever the place
            elif not is_as_if_missing(answer, name, who, lambda: asked(client, method, missing)[0], method):  # noqa: B023
                wrong.append((name, who, answer[0]))
    return wrong, opened


def is_as_if_missing(answer, name, who, of_missing, method):
    """Whether somebody is told what a missing thing would tell them, or that there is no such method."""
    if method == "post" and name in ASKS_FIRST and who == "visitor":
        return answer[0] == 403
    return answer[0] == 405 or answer == of_missing()


def is_due(sample, refs, place):
    """What speaks of no thing is the same in every place: it is walked once."""
    return place == "public" if sample is None else sample in refs


def asked(client, method, path):
    """(what is told, how things stand then) of one request, which is undone."""
    client.cookies.pop("messages", None)  # what was done before is said on the next page
    with undone():
        answer = told(sent_to(client, method, path, SENT), path)
        return answer, standing(method)


@pytest.fixture
def clients(people, client_of):
    return {who: client_of(person) for who, person in people.items()}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", PLACES)
def test_whoever_may_not_reach_it_is_told_that_there_is_none(clients, samples, place, method):
    refs = samples(place)
    walked = {who: client for who, client in clients.items() if who in OUTSIDE or (place in SPACES and who in INSIDE)}

    wrong, opened = walk(walked, refs, place, method)

    assert wrong == []
    # The samples are real: what is read by GET lets somebody in, in every kind of place.
    if method == "get":
        assert {"board", "topic", "file"} <= opened
        assert "space" in opened or place not in SPACES


def test_each_address_that_names_a_thing_has_a_sample():
    without = {name for address, name in routes() if sample_name(address, name) not in SAMPLED}

    assert without == set()


@pytest.mark.parametrize(
    "person",
    ["person", "mail", "notice", "concept", "conversation", "message", "way back", "institution", "invitation",
     "sanction", "note", "deletion"],
)  # fmt: skip
def test_what_belongs_to_people_is_reached_by_those_whose_it_is_alone(clients, people, person):
    mail = write("members.account", address="x@y.example")
    Delivery.objects.filter(pk=mail.pk).update(attempts=MOST_ATTEMPTS)
    notice = Notice.objects.create(recipient=people["author"], kind="members.roles", key=key_of(people["author"]))
    concept = Concept.objects.first()
    message = make_conversation(people["keeper"], people["author"])
    tomorrow = timezone.now() + timedelta(days=1)
    way_back = RecoveryRequest.objects.create(user=people["author"], closes_at=tomorrow)
    institution = Institution.objects.create(kind="court")
    invitation = Invitation.objects.create(
        email="y@y.example", institution=institution, invited_by=people["steward outside"], expires_at=tomorrow
    )
    refs = {"person": people["outsider"].ref, "mail": mail.ref, "notice": notice.ref, "message": message.ref,
            "conversation": message.conversation.ref,
            "way back": way_back.ref, "institution": institution.ref, "invitation": invitation.ref}  # fmt: skip
    sanction = Sanction.objects.create(user=people["author"], kind="silence", reason="Look.")
    note = MemberNote.objects.create(about=people["author"], text="Look.", once="x" * 20)
    deletion = Deletion.objects.create(key=key_of(people["author"]), reason="Look.", due_at=tomorrow)
    refs |= {"sanction": sanction.ref, "note": note.ref, "deletion": deletion.ref}
    if concept:
        refs["concept"] = getattr(concept, "ref", "")
    refs = {name: ref for name, ref in refs.items() if name == person and ref}

    for method in ("get", "post"):
        walked = {who: client for who, client in clients.items() if who in OUTSIDE}
        wrong, _ = walk(walked, refs, "members", method)
        assert wrong == []


@pytest.mark.parametrize(
    ("fault", "route"),
    [("forum.querysets.topic.TopicQuerySet", "topic"), ("files.querysets.StoredFileQuerySet", "file"),
     ("members.querysets.SpaceQuerySet", "space")],
)  # fmt: skip
def test_the_walk_finds_a_planted_fault(clients, samples, monkeypatch, fault, route):
    refs = samples("secret")
    monkeypatch.setattr(f"{fault}.visible_to", lambda rows, user: rows.all())
    for client in clients.values():
        client.raise_request_exception = False

    wrong, _ = walk(clients, refs, "secret", "get", only={route})

    assert {(name, who) for name, who, *_ in wrong} >= {(route, "outsider"), (route, "operator outside")}


def test_the_walk_finds_a_page_that_opens_to_another_role(clients, monkeypatch):
    monkeypatch.setattr("members.rules.can_audit", lambda user: user.is_authenticated)

    wrong, _ = walk(clients, {}, "public", "get", only={"audit"})

    assert "steward outside" in {who for _, who, *_ in wrong}


def test_what_is_declared_of_roles_is_declared_of_staffs_routes():
    declared = {name: inventory.audience_of(address, name) for address, name in inventory.patterns()}

    assert {declared[name] for name in STAFF_OF} == {STAFF}
    assert {SPACE, MEMBER} <= set(declared.values())
