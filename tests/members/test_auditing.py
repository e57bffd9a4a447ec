import ast
import csv
import io
import json
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.receivers import AUDITED
from core.audit import UNKNOWN, record
from core.models import AuditEntry, AuditSeal
from core.seals import seal_settled
from core.verbs import label_of, named_verbs
from files.actions import attach
from members import actions
from members.actions.conduct import VERBS
from members.auditing import last_seal_for, lines, of_space, readable_by
from members.models import AccountEvent, Appointment, Institution, Space, User
from tests.conftest import PASSWORD
from tests.factories.files import stored
from tests.factories.forum import make_board, make_reply, make_topic
from tests.leaks.equal import answer_to, unknown_to
from tests.search.conftest import index  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
AUDIT, EXPORT = "/audit/", "/audit/export/"


@pytest.fixture
def as_auditor(client_of, auditor):
    client = client_of(auditor)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def secret(make_space, other):
    return make_space("secret", keeper=other, name="Osprey canary")


def entries(verb):
    return AuditEntry.objects.filter(verb=verb)


def exported(client, **asked):
    answer = client.post(EXPORT, {"format": "csv", **asked})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.parametrize("who", [role for role, _ in Appointment.ROLES if role != "auditor"] + ["member", "nobody"])
@pytest.mark.parametrize("address", [AUDIT, EXPORT])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_others_there_is_no_such_page(request, client_of, who, address, method):
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))
    if (address, method) == (AUDIT, "post"):
        assert client.post(address).status_code == 405
    else:
        assert answer_to(client, address, method) == unknown_to(client, address, method)


def test_an_auditor_reads_names_and_words(as_auditor, make_member, steward):
    person = make_member("Pia Person")
    actions.appoint(person, "editor", by=steward)

    page = as_auditor.get(AUDIT).content.decode()

    assert f"<bdi>{steward.name}</bdi>: Gave a role" in page
    assert "Pia Person" in page


def test_of_a_sealed_space_there_is_neither_name_nor_entry_nor_gap(client_of, auditor, secret, other):
    client = client_of(auditor)
    before = client.get(AUDIT).content
    seen = {entry.pk for entry in readable_by(auditor)}

    topic = make_topic(make_board(secret.audience), other)
    client_of(other).get(topic.get_absolute_url())
    client_of(auditor).post(f"/forum/t/{topic.ref}/reply/", {"body": "Let me in."})

    assert {entry.pk for entry in readable_by(auditor)} - seen == set()
    after = client.get(AUDIT).content
    assert b"Osprey" not in after
    strip = lambda page: page.split(b"</form>")[0].split(b'<ol class="entries">')[-1]  # noqa: E731
    assert strip(after) == strip(before)
    assert {entry.verb for entry in of_space(secret, other)} >= {
        "members.create_space",
        "forum.start_topic",
        "core.open",
    }


def test_an_auditor_who_is_in_the_space_reads_what_was_done_there(auditor, secret, other):
    actions.add_to_space(auditor, secret, by=other)

    assert readable_by(auditor).filter(place=secret.audience_id).exists()


@pytest.mark.parametrize("where", ["invited", "at the door"])
def test_an_auditor_who_is_invited_or_at_the_door_reads_nothing_of_it(auditor, secret, other, where):
    if where == "invited":
        invitation = actions.invite_into(auditor, secret, by=other)
        type(invitation).objects.update(opens_at=timezone.now())
    else:
        actions.add_to_space(auditor, secret, by=other)
        actions.change_space(secret, by=other, terms="Terms.")
    auditor = User.objects.get(pk=auditor.pk)

    assert Space.objects.visible_to(auditor).exists() is True
    assert readable_by(auditor).filter(place=secret.audience_id).exists() is False


def test_what_was_sent_before_it_stood_anywhere_and_what_is_older_than_places_is_nobodys(auditor):
    record("files.upload", by=auditor, on="file:aaaaaaaaaa")
    record("forum.reply", by=auditor, on="post:aaaaaaaaaa", place=UNKNOWN)

    assert not readable_by(auditor).filter(verb__in=["files.upload", "forum.reply"]).exists()


def test_keepers_read_what_was_done_in_their_space_and_others_inside_do_not(client_of, secret, other, member):
    actions.add_to_space(member, secret, by=other)
    address = reverse("space_log", args=[secret.ref])

    assert "Made a space" in client_of(other).get(address).content.decode()
    client = client_of(member)
    assert answer_to(client, address) == unknown_to(client, address)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "stella"}, {"members.appoint"}),
        ({"verb": "members.appoint"}, {"members.appoint"}),
        ({"kind": "topic", "outcome": "denied"}, {"core.denied"}),
        ({"outcome": "other"}, {"files.scan"}),
        ({"until": "2000-01-01"}, set()),
        ({"since": "9999-12-31"}, set()),
        ({"since": "no day"}, set()),
        ({"since": "0001-01-01"}, set()),
        ({"until": "0001-01-01"}, set()),
        ({"verb": "x"}, set()),
        ({"person": "\x00"}, set()),
    ],
)
def test_filters(as_auditor, make_member, steward, asked, found):
    actions.appoint(make_member(), "editor", by=steward)
    record("core.denied", by=steward, on="topic:aaaaaaaaaa", outcome="denied")
    record("files.scan", by=None, on="file:aaaaaaaaaa", outcome="clean", place="members")
    rows = {line.entry.verb for line in as_auditor.get(AUDIT, asked).context["lines"]}

    assert {verb for verb in rows if verb in found or found == set()} == found
    assert found == set() or asked == {"person": "stella"} or rows == found


def test_pages_follow_by_tokens_that_tell_nothing(as_auditor, member):
    for number in range(120):
        record("members.look", by=member, on=member, reason=str(number))
    seen, address = [], AUDIT + "?verb="
    for _ in range(3):
        answer = as_auditor.get(address)
        seen += [line.entry.reason for line in answer.context["lines"] if line.entry.verb == "members.look"]
        assert answer.context["page"].next[:5] in ("gAAAA", "")
        address = f"{AUDIT}?after={answer.context['page'].next}"

    assert seen == [str(number) for number in range(119, -1, -1)]
    assert as_auditor.get(AUDIT + "?after=forged").status_code == 200


def test_looking_is_recorded_once_an_hour_for_each_way_to_look(as_auditor, auditor):
    for asked in ({}, {}, {"person": "A name typed"}, {"verb": "forum.reply"}):
        as_auditor.get(AUDIT, asked)

    reasons = [entry.reason for entry in entries("members.read_log").order_by("id")]
    assert reasons == ["", "person=…", "verb=forum.reply"]


def test_a_page_costs_the_same_for_three_entries_and_fifty(as_auditor, make_member, django_assert_max_num_queries):
    people = [make_member() for _ in range(4)]
    as_auditor.get(AUDIT)
    with django_assert_max_num_queries(30) as few:
        as_auditor.get(AUDIT)
    for person in people * 12:
        record("members.look", by=person, on=person)

    with django_assert_max_num_queries(len(few)):
        as_auditor.get(AUDIT)


def test_an_export_asks_for_a_step_up_and_is_recorded(client_of, auditor, as_auditor):
    stale = client_of(auditor).post(EXPORT, {"format": "csv"})
    assert (stale.status_code, stale["Location"].split("?")[0]) == (302, reverse("account_reauthenticate"))

    record("members.look", by=auditor, on=auditor, reason='=HYPERLINK("x")')
    rows = exported(as_auditor)

    assert [row["reason"] for row in rows if row["verb"] == "members.look"] == ['\'=HYPERLINK("x")']
    assert entries("members.export_log").count() == 1


def test_an_export_holds_nothing_of_a_space_its_reader_is_not_in(as_auditor, secret, other):
    make_topic(make_board(secret.audience), other)

    text = json.dumps(exported(as_auditor))

    assert (secret.ref in text, "Osprey" in text, "forum.start_topic" in text) == (False, False, False)


def test_five_exports_a_day_and_no_more(as_auditor):
    for _ in range(5):
        exported(as_auditor)

    assert as_auditor.post(EXPORT, {"format": "csv"}).status_code == 302
    assert entries("members.export_log").count() == 5


def test_json_lines_are_that(as_auditor):
    answer = as_auditor.post(EXPORT, {"format": "jsonl"})

    assert all("verb" in json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines())


def test_a_rules_no_is_recorded_although_its_transaction_is_gone(as_member, member, make_space):
    space = make_space("request")

    as_member.post(f"/spaces/{space.ref}/join/")

    entry = entries("core.denied").get()
    assert (entry.actor, entry.key, entry.reason, entry.outcome, entry.place) == (
        f"person:{member.ref}", f"space:{space.ref}", "space_join", "denied", space.audience_id,
    )  # fmt: skip


def test_a_form_sent_to_what_is_foreign_is_recorded_in_its_place_and_one_to_nothing_without(as_member, secret, other):
    topic = make_topic(make_board(secret.audience), other)

    as_member.post(f"/forum/t/{topic.ref}/lock/")
    as_member.post("/forum/t/aaaaaaaaaa/lock/")

    found = [(entry.key, entry.place) for entry in entries("core.denied").order_by("id")]
    assert found == [(f"topic:{topic.ref}", secret.audience_id), ("", UNKNOWN)]


def test_a_closed_open_space_keeps_its_record_and_one_that_is_sealed_takes_it_along(auditor, make_space, other):
    space = make_space("open", keeper=other)
    later_sealed = make_space("request", keeper=other)
    actions.close_space(space, by=other)
    actions.change_kind(later_sealed, "invite", by=other)

    verbs = {entry.verb for entry in readable_by(auditor).filter(place=space.audience_id)}

    assert verbs == {"members.create_space", "members.close_space"}
    assert readable_by(auditor).filter(place=later_sealed.audience_id).exists() is False
    kept = {entry.verb for entry in of_space(later_sealed, User.objects.get(pk=other.pk))}
    assert kept == {"members.create_space", "members.change_kind"}


@pytest.fixture
def things_of(other):
    """things_of(space) -> {key: address} of one of each kind of thing in it, and of the space itself."""

    def make(space):
        board = make_board(space.audience)
        topic = make_topic(board, other)
        post = make_reply(topic, other)
        file = stored(other)
        attach(file, to=post, by=other)
        named = {"board": board, "topic": topic, "post": post}
        addresses = {f"{kind}:{row.ref}": f"/forum/{kind[0]}/{row.ref}/" for kind, row in named.items()}
        spaces = {f"space:{space.ref}": f"/spaces/{space.ref}/"}
        return {**addresses, **spaces, f"file:{file.ref}": f"/files/{file.ref}/"}

    return make


def test_opening_what_is_foreign_is_recorded_in_its_place_for_its_keepers_alone(
    client_of, member, auditor, secret, other, things_of
):
    addresses = things_of(secret)
    readable = set(readable_by(auditor).values_list("pk", flat=True))
    for person in (member, auditor):
        for address in addresses.values():
            assert client_of(person).get(address).status_code == 404

    denied = {(entry.actor, entry.key, entry.place) for entry in entries("core.denied")}
    expected = {(f"person:{who.ref}", key, secret.audience_id) for who in (member, auditor) for key in addresses}
    assert denied == expected
    assert set(readable_by(auditor).values_list("pk", flat=True)) == readable
    page = client_of(other).get(reverse("space_log", args=[secret.ref]))
    assert {line.entry.key for line in page.context["lines"] if line.entry.verb == "core.denied"} == set(addresses)


def test_auditors_read_what_was_denied_in_an_open_space(client_of, member, auditor, make_space, other):
    topic = make_topic(make_board(make_space("open", keeper=other).audience), other)

    client_of(member).get(topic.get_absolute_url())

    assert [entry.key for entry in readable_by(auditor).filter(verb="core.denied")] == [f"topic:{topic.ref}"]


def test_opening_what_is_nowhere_is_recorded_without_a_place_and_no_more_than_ten_times(as_member):
    as_member.get("/no-such-address")
    for _ in range(12):
        as_member.get("/forum/t/aaaaaaaaaa/")

    assert [(entry.key, entry.place) for entry in entries("core.denied")] == [("", UNKNOWN)] * 10


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_refusal_costs_the_same_whether_or_not_there_is_such_a_thing(
    as_member, secret, things_of, django_assert_num_queries, method
):
    addresses = things_of(secret)
    for key, address in addresses.items():
        missing, there = address.replace(key.partition(":")[2], "aaaaaaaaaa"), address
        with CaptureQueriesContext(connection) as of_missing:
            getattr(as_member, method)(missing)
        caches["limits"].clear()
        with django_assert_num_queries(len(of_missing)):
            getattr(as_member, method)(there)
        caches["limits"].clear()


def test_a_refused_page_comes_where_the_attempt_cannot_be_recorded(as_member, secret, unwritable):
    as_member.get("/spaces/")

    with unwritable():
        assert as_member.get(f"/spaces/{secret.ref}/").status_code == 404


def test_auditors_do_not_learn_from_their_own_attempts_what_there_is(client_of, auditor, secret, other):
    topic = make_topic(make_board(secret.audience), other)

    for ref in (topic.ref, "aaaaaaaaaa"):
        client_of(auditor).post(f"/forum/t/{ref}/lock/")

    assert (entries("core.denied").count(), readable_by(auditor).filter(verb="core.denied").count()) == (2, 0)


def test_attempts_fill_no_log(as_member, anonymous):
    for _ in range(25):
        as_member.post("/forum/t/aaaaaaaaaa/lock/")
        anonymous.post("/forum/t/aaaaaaaaaa/lock/")

    assert entries("core.denied").count() == 10


@pytest.mark.parametrize("kind", ["secret", "invite"])
def test_what_is_read_in_a_secret_space_is_noted_once_an_hour_and_without_content(
    client_of,
    make_space,
    other,
    things_of,
    index,  # noqa: F811
    kind,
):
    space = make_space(kind, keeper=other, name="Osprey")
    keys = {key.partition(":")[0]: key for key in things_of(space)}
    index()
    client = client_of(other)
    addresses = [
        f"/spaces/{space.ref}/", f"/spaces/{space.ref}/people/", "/forum/", f"/forum/b/{keys['board'][6:]}/",
        f"/forum/p/{keys['post'][5:]}/history/", "/search/?q=Answer",
    ]  # fmt: skip

    for address in [*addresses, *addresses]:
        assert client.get(address).status_code == 200

    found = list(entries("core.open").order_by("id").values_list("key", "reason", "place"))
    expected = [
        (keys["space"], ""), (keys["space"], "people"), (keys["space"], "boards"), (keys["board"], ""),
        (keys["post"], "versions"), (keys["space"], "search"),
    ]  # fmt: skip
    assert found == ([(*each, space.audience_id) for each in expected] if kind == "secret" else [])


def test_a_search_without_a_hit_of_a_secret_space_is_not_noted(client_of, secret, other, things_of, index):  # noqa: F811
    things_of(secret)
    index()

    client_of(other).get("/search/?q=nowhere")

    assert entries("core.open").count() == 0


def test_the_steward_s_word_for_a_sealed_space_is_recorded_as_for_any_other(
    auditor, make_space, other, steward, institution
):
    kinds = {kind: make_space(kind, keeper=other, name="Osprey") for kind in ("open", "secret")}
    for kind, space in kinds.items():
        asked = actions.ask_for_outsider(
            space, by=other, email=f"{kind}@sabarra.example", name=f"Of {kind}", institution=institution
        )
        actions.approve_outsider(asked, by=steward)

    approved = readable_by(auditor).filter(verb="members.approve_outsider")
    assert [(entry.place, entry.reason) for entry in approved] == [("", "")] * 2
    said = lines(approved, auditor)
    assert [(line.title, line.url) for line in said] == [("", "")] * 2


def test_auditors_read_names_and_keepers_what_lists_call_people(client_of, auditor, secret, other):
    tell(other, "Judge")

    page = client_of(auditor).get(AUDIT, {"person": other.name})
    log = client_of(other).get(reverse("space_log", args=[secret.ref]))

    assert {line.actor for line in page.context["lines"]} == {other.name}
    assert {line.actor for line in log.context["lines"]} == {"Judge"}
    assert b"Otto" not in log.content.partition(b"<main")[2]


def tell(person, title):
    """Appear by position alone."""
    person.profile.institution = Institution.objects.get_or_create(kind="court")[0]
    person.profile.save()
    seen = {kind: ["members"] for kind in ("title", "institution")}
    actions.tell(person, actions.Telling(name=person.name, job_title=title, is_named=False, seen=seen), by=person)


def test_when_it_was_sealed_last_does_not_move_with_what_is_done_in_sealed_spaces(auditor, secret, other):
    record("members.look", by=other, on=other)
    seal_settled()
    before = last_seal_for(auditor)

    make_board(secret.audience)
    seal_settled()
    after, newest = last_seal_for(auditor), AuditSeal.objects.order_by("-last").first()
    record("members.look", by=other, on=other)
    seal_settled()

    assert (before, after == before, newest == before) == (after, True, False)
    assert last_seal_for(auditor) == AuditSeal.objects.order_by("-last").first()


@pytest.mark.parametrize(("kind", "expected"), [("secret", 1), ("invite", 0), ("open", 0)])
def test_what_is_opened_in_a_secret_space_is_noted_once_an_hour(client_of, make_space, other, kind, expected):
    space = make_space(kind, keeper=other)
    topic = make_topic(make_board(space.audience), other)
    client = client_of(other)

    for _ in range(3):
        client.get(topic.get_absolute_url())

    found = list(entries("core.open").values_list("actor", "key", "place"))
    assert found == [(f"person:{other.ref}", f"topic:{topic.ref}", space.audience_id)] * expected


def test_a_page_is_shown_where_its_reading_cannot_be_noted(client_of, secret, other, unwritable):
    topic = make_topic(make_board(secret.audience), other)
    client = client_of(other)

    with unwritable():
        assert client.get(topic.get_absolute_url()).status_code == 200


ROOT = Path(__file__).resolve().parents[2]
# Where a verb is put together, or handed over, in the code that records it: what it can be there.
NOT_IN_PLACE = {
    "cms/receivers.py": {f"cms.{verb}" for verb in AUDITED.values()},
    "cms/actions.py": {"cms.open_picture", "cms.close_picture"},
    "forum/actions/recording.py": set(),  # hands on what it is given: each of its own callers is looked at
    "forum/actions/answers.py": {"forum.accept_answer", "forum.ask_for_more", "forum.reopen_question"},
    "forum/actions/boards.py": {
        f"forum.{verb}" for verb in ("archive_board", "reopen_board", "appoint_moderator", "dismiss_moderator")
    },
    "forum/actions/holding.py": {"forum.reject_post", "forum.reject_topic"},
    "forum/actions/moderating.py": {f"forum.{verb}_topic" for verb in ("lock", "unlock", "pin", "unpin")},
    "forum/actions/moving.py": {f"forum.{verb}" for verb in ("move_topic", "join_topics", "split_topic", "move_posts")},
    "forum/actions/topics.py": {"forum.edit_topic", "forum.amend_topic"},
    "members/actions/coming_in.py": {f"members.{AccountEvent.FACTOR_ADDED}"},
    "members/actions/conduct.py": set(VERBS.values()),
    "members/actions/roles.py": {"members.appoint", "members.appoint_emergency", "members.dismiss"},
    "members/actions/signing.py": {
        *(
            f"members.{kind}"
            for kind in (AccountEvent.FACTOR_ADDED, AccountEvent.FACTOR_REMOVED, AccountEvent.NEW_CODES)
        ),
        *(f"members.{change}" for change in ("email_change", "password_change", "password_reset")),
    },
    "moderation/actions/words.py": {"moderation.watch_words", "moderation.drop_words"},
}
# What no code does any more: entries of it are kept, and want their words.
FORMER = {"members.write_to", "members.hide_message"}
RECORDING = {"record", "record_writing"}


def recorded_in(path):
    """What each call in this file that records gives as verb: the text, or None where it stands elsewhere."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RECORDING:
            yield node.args[0].value if isinstance(node.args[0], ast.Constant) else None


def test_each_verb_that_the_code_records_has_words():
    rooms = [each for each in ROOT.iterdir() if (each / "models.py").exists() or (each / "models").exists()]
    rooms.append(ROOT / "site" / "config")
    found = {path.relative_to(ROOT).as_posix(): set(recorded_in(path)) for room in rooms for path in room.rglob("*.py")}
    recorded = set().union(*found.values(), *NOT_IN_PLACE.values()) - {None}

    assert {path for path, verbs in found.items() if None in verbs} == set(NOT_IN_PLACE)
    assert {"forum.reply", "members.appoint_emergency", "members.grant", "core.denied"} <= recorded
    assert {verb for verb in recorded if label_of(verb) == verb} == set()
    assert FORMER & recorded == set()
    assert {verb for verb, _words in named_verbs()} == recorded | FORMER


def test_no_two_verbs_are_called_the_same():
    words = [str(words) for _verb, words in named_verbs()]

    assert sorted(words) == sorted(set(words))


def test_a_form_with_an_old_token_is_no_attempt(member):
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    assert client.post("/spaces/new/", {"name": "Herons"}).status_code == 403
    assert not AuditEntry.objects.filter(verb="core.denied").exists()
