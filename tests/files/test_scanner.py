"""With FORA_CLAMAV nothing is served before a real clamd has said that it is clean."""

import io
import logging
import shutil
import tempfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lease import MOST_ATTEMPTS
from core.models import AuditEntry
from core.refusals import NotAllowed
from files import actions, health, refusals, scanner
from files.extraction import work
from files.models import StoredFile
from members.models import Space
from moderation.actions import AlreadyDecided
from tests.factories import documents
from tests.factories.files import archive, content, office
from tests.factories.forum import make_board, make_topic
from tests.services import require
from tests.services.clamd import EICAR, SIGNATURE, Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(member):
    return lambda file, name="paper.pdf": actions.upload(file, by=member, name=name)


@pytest.fixture
def own_clamd(settings):
    """A clamd of this test's own that takes 1 MB at most, to be killed or stopped."""
    require("clamd")
    folder = tempfile.mkdtemp(prefix="fora-clamd-")  # a socket's path must be short
    server = Server(folder, most="1M")
    server.start()
    settings.CLAMAV = server.address
    yield server
    server.end()
    shutil.rmtree(folder)


def infected():
    return office("docx", {"word/media/image1.bin": EICAR})


def work_off():
    while work.run_once():
        pass


def told(file):
    file.refresh_from_db()
    return (file.state, file.finding, file.signature, bool(file.scanned_at), bool(file.queued_at))


def is_served(client, file):
    response = client.get(reverse("file", args=[file.ref]))
    if response.streaming:
        b"".join(response.streaming_content)  # to its end, or the file stays open
    return response.status_code


def test_an_upload_waits_until_it_is_clean_and_is_served_and_read_then(clamd, sent, client_of, member):
    file = sent(documents.pdf("Words."))
    client = client_of(member)
    before = told(file), is_served(client, file)

    work_off()

    assert before == (("waiting", "", "", False, True), 404)
    assert (told(file), is_served(client, file)) == (("stored", "", "", True, False), 200)
    assert [page.text for page in file.pages.all()] == ["Words."]
    assert AuditEntry.objects.get(verb="files.scan").outcome == "clean"


def test_a_picture_waits_for_the_scanner_too(clamd, member, client_of):
    file = actions.upload(content("png"), by=member, name="a.png")
    before = told(file)

    work_off()

    assert (before, told(file)) == (("waiting", "", "", False, True), ("stored", "", "", True, False))


def test_an_infected_file_is_never_served_nor_read_and_waits_for_a_moderator(clamd, sent, client_of, member):
    file = sent(infected(), "paper.docx")

    work_off()

    assert told(file) == ("waiting", "infected", SIGNATURE, True, False)
    assert (is_served(client_of(member), file), file.read_at, file.pages.count()) == (404, None, 0)
    assert list(StoredFile.objects.to_decide()) == [file]
    entry = AuditEntry.objects.get(verb="files.scan")
    assert (entry.actor, entry.reason, entry.outcome) == ("system", SIGNATURE, "infected")


def test_an_infected_file_is_attached_to_nothing(clamd, sent, member):
    file = sent(infected(), "paper.docx")
    work_off()
    file.refresh_from_db()

    with pytest.raises(refusals.Harmful):
        actions.attach(file, to=make_topic(make_board(), member).posts.get(), by=member)


def test_an_infected_file_that_hung_somewhere_already_is_not_served_to_its_readers(
    clamd, sent, member, other, client_of
):
    file = sent(infected(), "paper.docx")
    actions.attach(file, to=make_topic(make_board(), member).posts.get(), by=member)

    work_off()

    assert [is_served(client_of(person), file) for person in (member, other)] == [404, 404]


def test_what_the_scanner_cannot_look_into_waits_for_a_moderator(clamd, sent):
    file = sent(documents.pdf("Words.", password="secret"))

    work_off()

    assert told(file) == ("waiting", "unscannable", "Heuristics.Encrypted.PDF", True, False)


def test_what_is_too_large_for_the_scanner_waits_for_a_moderator(own_clamd, sent):
    file = sent(io.BytesIO(b"word " * 400_000), "long.txt")

    work_off()

    assert told(file) == ("waiting", "unscannable", "INSTREAM size limit exceeded", True, False)


def test_while_the_scanner_is_away_files_wait_and_go_on_when_it_is_back(own_clamd, sent, caplog):
    own_clamd.kill()
    file = sent(documents.pdf("Words."))
    work.run_once()
    away = (told(file), file.attempts, file.not_before > timezone.now(), file.claimed_until)

    own_clamd.start()
    StoredFile.objects.update(not_before=None)
    work_off()

    assert away == (("waiting", "", "", False, True), 1, True, None)
    assert told(file) == ("stored", "", "", True, False)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_scanner_that_stays_away_leaves_the_file_to_a_moderator(own_clamd, sent, caplog):
    own_clamd.kill()
    file = sent(documents.pdf("Words."))
    for _ in range(MOST_ATTEMPTS):
        StoredFile.objects.update(not_before=None)
        work.run_once()

    with caplog.at_level(logging.ERROR):
        work_off()

    assert told(file) == ("waiting", "unscannable", "", True, False)
    assert caplog.records[-1].getMessage() == f"file:{file.ref} was looked at 10 times and is given up."


def test_a_scanner_that_hangs_is_given_up_in_time(own_clamd, monkeypatch, tmp_path):
    monkeypatch.setattr(scanner, "PATIENCE", 0.5)
    path = tmp_path / "asked"
    path.write_bytes(b"x" * 10_000_000)
    own_clamd.pause()

    with pytest.raises(scanner.ScannerAway):
        scanner.scan(path)


def test_a_scanner_over_tcp_that_is_not_there_is_away(settings, tmp_path):
    settings.CLAMAV = ("tcp", "127.0.0.1", 9)
    (tmp_path / "asked").write_bytes(b"x")

    with pytest.raises(scanner.ScannerAway):
        scanner.scan(tmp_path / "asked")


def test_files_that_waited_when_the_scanner_was_taken_away_go_on(clamd, sent, settings):
    file = sent(documents.pdf("Words."))
    settings.CLAMAV = None

    work_off()

    assert (told(file)[:2], file.reading) == (("stored", ""), "read")


def test_signed_and_hidden_in_an_archive_it_is_found_too(clamd, tmp_path):
    path = tmp_path / "asked"
    path.write_bytes(archive({"a.txt": EICAR.decode()}).read())

    assert scanner.scan(path) == scanner.Verdict("infected", SIGNATURE)


@pytest.fixture
def undecided(clamd, sent):
    file = sent(documents.pdf("Words.", password="secret"))
    work_off()
    file.refresh_from_db()
    return file


def test_a_steward_lets_through_what_could_not_be_scanned(undecided, steward, client_of, member):
    actions.release(undecided, by=steward, reason="known sender")
    work_off()

    assert told(undecided) == ("stored", "unscannable", "Heuristics.Encrypted.PDF", True, False)
    assert (undecided.reading, is_served(client_of(member), undecided)) == ("protected", 200)
    entry = AuditEntry.objects.get(verb="files.release")
    assert (entry.actor, entry.reason) == (f"person:{steward.ref}", "known sender")


def test_a_steward_refuses_it_for_good(undecided, steward, client_of, member):
    actions.refuse(undecided, by=steward)
    number = actions.look_again(StoredFile.objects.all())

    assert (told(undecided)[0], number, is_served(client_of(member), undecided)) == ("refused", 0, 404)


def test_it_is_decided_once(undecided, steward, make_member):
    actions.refuse(undecided, by=steward)

    with pytest.raises(AlreadyDecided):
        actions.release(undecided, by=make_member(roles=["steward"]))


@pytest.mark.parametrize("decide", [actions.release, actions.refuse])
def test_nobody_else_decides_on_what_hangs_nowhere(undecided, member, other, moderator, decide):
    for person in (member, other, moderator):
        with pytest.raises(NotAllowed):
            decide(undecided, by=person)


def test_in_a_space_its_own_moderators_decide_and_nobody_else(clamd, member, moderator, make_space, make_member):
    keeper = make_member("Karl Keeper")
    space = make_space(Space.SECRET, keeper=keeper, people=[member])
    topic = make_topic(make_board(space.audience), member)
    file = actions.upload(documents.pdf("Words.", password="x"), by=member, name="a.pdf")
    actions.attach(file, to=topic.posts.get(), by=member)
    work_off()
    file.refresh_from_db()

    with pytest.raises(NotAllowed):
        actions.release(file, by=moderator)
    actions.release(file, by=keeper)

    assert told(file)[0] == "stored"


def test_what_waits_for_a_moderator_is_not_swept(undecided):
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=48))

    assert (actions.sweep().rows, StoredFile.objects.count()) == (0, 1)


def test_readyz_says_whether_the_scanner_answers(own_clamd):
    there = health.virus_scanner()
    own_clamd.kill()
    away = health.virus_scanner()

    assert there == {"ok": True, "said": "clamd answers"}
    assert (away["ok"], away["said"].startswith("clamd does not answer: ")) == (False, True)


def test_without_one_there_is_nothing_to_say(settings):
    settings.CLAMAV = None

    assert health.virus_scanner() == {"ok": True, "said": "none"}
