"""What the lane does with a file: every row ends done, once, whatever happens meanwhile."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from core.lease import MOST_ATTEMPTS, claim
from core.models import AuditEntry
from files import actions, disk
from files.extraction import work
from files.extraction.fields import labelled, names_people
from files.extraction.reading import Reading
from files.models import DocumentPage, StoredFile
from search.models import Pending
from tests.factories import documents
from tests.factories.files import stored
from tests.factories.forum import make_board, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(member):
    """sent(open file, name, **) -> its row, through the real action."""
    return lambda file, name="paper.pdf", **options: actions.upload(file, by=member, name=name, **options)


def work_off():
    """Let the lane work until nothing is due."""
    while work.run_once():
        pass


def now(file):
    file.refresh_from_db()
    return file


def lease(file):
    row = now(file)
    return (row.queued_at is not None, row.attempts, row.not_before, row.claimed_until)


DONE = (False, 0, None, None)


def test_a_document_is_read_and_its_text_stands_in_pages(sent):
    file = sent(documents.pdf("The first page of it.", "The second page of it.", author="Anna Author"))
    before = timezone.now()

    work_off()

    assert [(page.number, page.heading, page.text, page.language) for page in file.pages.all()] == [
        (1, "", "The first page of it.", "en"),
        (2, "", "The second page of it.", "en"),
    ]
    row = now(file)
    assert (row.state, row.reading, row.page_count, row.read_at > before) == ("stored", "read", 2, True)
    assert (row.found["creator"], lease(file)) == ("Anna Author", DONE)


def test_reading_is_audited_as_the_systems_and_queues_the_index_once(sent):
    file = sent(documents.pdf("Words."))
    Pending.objects.all().delete()

    work_off()

    entry = AuditEntry.objects.get(verb="files.read")
    assert (entry.actor, entry.key, entry.reason, entry.outcome) == ("system", f"file:{file.ref}", "", "read")
    assert [pending.key for pending in Pending.objects.all()] == [f"file:{file.ref}"]


def test_the_files_own_language_wins_over_a_guess(sent):
    file = sent(documents.pdf("The first page of it is in English."), language="fr")

    work_off()

    assert [page.language for page in file.pages.all()] == ["fr"]


def test_a_picture_is_never_queued(member):
    file = stored(member, "png")

    assert (lease(file), work.run_once()) == (DONE, 0)


@pytest.mark.parametrize(
    ("file", "reading"),
    [
        (lambda: documents.pdf(None), "pictures"),
        (lambda: documents.pdf("x", password="secret"), "protected"),
    ],
)
def test_what_has_no_text_says_why(sent, file, reading):
    row = sent(file())

    work_off()

    assert (now(row).reading, row.state, lease(row)) == (reading, "stored", DONE)


def test_what_is_damaged_is_unreadable_and_still_served(member):
    file = stored(member)  # it has no page

    work_off()

    assert (now(file).reading, file.state, file.pages.count()) == ("unreadable", "stored", 0)
    assert StoredFile.objects.visible_to(member).filter(pk=file.pk).exists()


def test_reading_again_replaces_what_was_read_before(sent):
    file = sent(documents.pdf("Words.", "More."))
    work_off()
    first = set(DocumentPage.objects.values_list("pk", flat=True))

    number = actions.look_again(StoredFile.objects.filter(pk=file.pk))
    work_off()

    assert number == 1
    assert [page.text for page in file.pages.all()] == ["Words.", "More."]
    assert not first & set(DocumentPage.objects.values_list("pk", flat=True))


def test_pages_are_seen_by_whoever_sees_the_file(sent, member, other):
    file = sent(documents.pdf("Words."))
    work_off()

    before = [DocumentPage.objects.visible_to(person).count() for person in (member, other)]
    actions.attach(now(file), to=make_topic(make_board(), member).posts.get(), by=member)

    assert before == [1, 0]
    assert [DocumentPage.objects.visible_to(person).count() for person in (member, other)] == [1, 1]


def test_what_was_found_is_labelled_in_order_for_the_sender(sent):
    file = sent(documents.word((0, "x"), author="Anna", changed_by="Carl"), "paper.docx")
    work_off()

    said = [(str(label), found) for label, found in labelled(now(file))]

    assert said[:2] == [("Author", "Anna"), ("Last changed by", "Carl")]
    assert names_people(file)


def test_a_file_that_somebody_else_took_up_is_not_written_twice(sent):
    file = sent(documents.pdf("Words."))
    mine = claim(StoredFile.objects.queued(), 1)[0]
    StoredFile.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    theirs = claim(StoredFile.objects.queued(), 1)[0]

    said = [
        actions.note_reading(row, Reading("read", 1, [("", text, "")])) for row, text in ((mine, "a"), (theirs, "b"))
    ]

    assert (said, [page.text for page in file.pages.all()], lease(file)) == ([False, True], ["b"], DONE)


def test_a_file_swept_while_it_was_read_is_no_trouble(sent, caplog):
    file = sent(documents.pdf("Words."))
    claimed = claim(StoredFile.objects.queued(), 1)[0]
    file.delete()
    disk.remove(claimed.path)

    work._look_at(claimed)

    assert (DocumentPage.objects.count(), caplog.records) == (0, [])


def test_missing_bytes_that_were_not_scanned_wait_for_a_moderator(sent, settings):
    settings.CLAMAV = ("tcp", "127.0.0.1", 1)
    file = sent(documents.pdf("Words."))
    disk.remove(file.path)

    work_off()

    assert (now(file).state, now(file).finding, lease(file)) == ("waiting", "unscannable", DONE)


def test_missing_bytes_are_told_and_the_row_ends_done(sent, caplog):
    file = sent(documents.pdf("Words."))
    disk.remove(file.path)

    with caplog.at_level(logging.ERROR):
        work_off()

    assert (now(file).reading, lease(file)) == ("unreadable", DONE)
    assert [record.getMessage() for record in caplog.records] == [f"The bytes of file:{file.ref} are missing on disk."]


def test_a_row_that_killed_its_worker_ten_times_is_given_up_aloud(sent, caplog):
    file = sent(documents.pdf("Words."))
    past = timezone.now() - timedelta(seconds=1)
    StoredFile.objects.update(attempts=MOST_ATTEMPTS, claimed_until=past)

    with caplog.at_level(logging.ERROR):
        work_off()

    assert (now(file).reading, lease(file)) == ("too_much", DONE)
    assert [record.getMessage() for record in caplog.records] == [
        f"file:{file.ref} was looked at 10 times and is given up."
    ]


def test_a_row_at_its_tenth_try_is_left_to_whoever_holds_it(sent):
    file = sent(documents.pdf("Words."))
    StoredFile.objects.update(attempts=MOST_ATTEMPTS, claimed_until=timezone.now() + timedelta(seconds=60))

    assert (work.run_once(), now(file).read_at) == (0, None)


def test_the_slow_part_is_outside_of_any_transaction(sent, django_assert_max_num_queries):
    sent(documents.pdf("Words."))

    with django_assert_max_num_queries(30) as queries:
        work.run_once()

    writes = [each["sql"] for each in queries if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert all(sql.startswith(("UPDATE", "INSERT", "DELETE")) for sql in writes), writes
