"""Files are on the disk before anybody speaks of them, belong to one thing, and go when nothing holds them."""

import hashlib
import io
import os
import stat
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from core.models import AuditEntry
from core.refusals import NotAllowed
from core.things import key_of
from files import actions, disk, refusals
from files.models import StoredFile
from members.models import Space
from tests.factories.files import PDF, content, picture, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(make_space, member):
    return make_space(Space.INVITE, people=[member])


def age(file, hours=25):
    """Let a row and its bytes be so many hours old."""
    StoredFile.objects.filter(pk=file.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    age_bytes(file.path, hours)


def age_bytes(path, hours=25):
    then = timezone.now().timestamp() - hours * 3600
    os.utime(disk.full(path), (then, then))


def test_an_upload_is_its_senders_alone_and_says_what_it_is(member):
    file = actions.upload(content("pdf"), by=member, name="../Plan \u202eB.pdf", language="fr")

    row = StoredFile.objects.get()
    assert row == file
    assert (row.uploader, row.name, row.type, row.size, row.language) == (member, "Plan B.pdf", "pdf", len(PDF), "fr")
    assert (row.audience, row.holder, row.attached_at, row.state) == (None, "", None, "stored")


def test_documents_stay_byte_for_byte_under_a_random_name_that_only_we_may_read(member):
    file = stored(member, "docx", name="Names of witnesses.docx")

    path = disk.full(file.path)
    assert path.read_bytes() == content("docx").read()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "witnesses" not in str(path)
    assert disk.full(file.path).relative_to(disk.root()).as_posix()[2] == "/"


def test_both_hashes_are_audited(member):
    sent = picture("jpg", comment="by Kittiwake").getvalue()

    file = actions.upload(io.BytesIO(sent), by=member, name="a.jpg")

    kept = hashlib.sha256(disk.full(file.path).read_bytes()).hexdigest()
    entry = AuditEntry.objects.get(verb="files.upload")
    assert (file.sha256_sent, file.sha256) == (hashlib.sha256(sent).hexdigest(), kept)
    assert file.sha256_sent != file.sha256
    assert (entry.actor, entry.key) == ("", key_of(file))  # `attach` names the sender, where readers see who that is
    assert entry.reason == f"sent {file.sha256_sent} stored {file.sha256}"


def test_a_picture_is_stored_without_its_remarks_and_with_its_size(member):
    file = actions.upload(picture("jpg", size=(9, 7), comment="by Kittiwake"), by=member, name="a.jpg")

    bytes_ = disk.full(file.path).read_bytes()
    assert b"Kittiwake" not in bytes_
    assert (file.width, file.height, file.size) == (9, 7, len(bytes_))


def test_file_and_folder_are_forced_to_the_disk_before_the_row_is_written(member, monkeypatch):
    events, fsync = [], os.fsync

    def forced(handle):
        mode = os.fstat(handle).st_mode
        events.append("folder" if stat.S_ISDIR(mode) else os.fstat(handle).st_size)
        fsync(handle)

    def watch(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "files_storedfile"'):
            events.append("row")
        return execute(sql, params, many, context)

    monkeypatch.setattr("os.fsync", forced)

    with connection.execute_wrapper(watch):
        stored(member)

    # The first folder is the one in which the new folder stands.
    assert events == ["folder", len(PDF), "folder", "row"]


@pytest.mark.parametrize("sent", [b"", b"MZ program", b"<html>", PDF[:30]])
def test_a_refused_file_leaves_nothing(member, lying, sent):
    with pytest.raises(refusals.FileRefused):
        actions.upload(io.BytesIO(sent), by=member, name="paper.pdf")

    assert (StoredFile.objects.count(), lying(), AuditEntry.objects.filter(verb="files.upload").count()) == (0, [], 0)


def test_only_members_upload(db, make_member, lying):
    guest = make_member()
    guest.accepted_at = None

    with pytest.raises(NotAllowed):
        actions.upload(content("pdf"), by=guest, name="paper.pdf")

    assert lying() == []


def test_a_row_that_is_not_written_takes_its_bytes_along(member, lying):
    def fail(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "files_storedfile"'):
            raise OSError("disk full")
        return execute(sql, params, many, context)

    with pytest.raises(OSError, match="disk full"), connection.execute_wrapper(fail):
        stored(member)

    assert lying() == []


def test_a_disk_that_is_full_leaves_neither_row_nor_half_a_file(member, lying, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space left"):
        stored(member)

    assert (StoredFile.objects.count(), lying()) == (0, [])


@pytest.mark.parametrize(("setting", "most"), [("UPLOADS_PER_PERSON", 2), ("UPLOADS_PER_PERSON_BYTES", 2 * len(PDF))])
def test_each_person_has_so_much_room_and_no_more(member, other, settings, lying, setting, most):
    setattr(settings, setting, most)
    stored(member)
    stored(member)
    stored(other)

    with pytest.raises(refusals.QuotaReached):
        stored(member)

    assert StoredFile.objects.filter(uploader=member).count() == 2
    assert len(lying()) == 3


def test_an_attached_file_has_its_holders_audience(member, space):
    file = stored(member)

    actions.attach(file, to=space, by=member)

    row = StoredFile.objects.get()
    assert (row.holder, row.audience_id) == (key_of(space), space.audience_id)
    assert row.attached_at is not None
    assert AuditEntry.objects.filter(verb="files.attach", key=key_of(file), reason=key_of(space)).count() == 1


def test_attaching_twice_is_once(member, space):
    file = stored(member)
    actions.attach(file, to=space, by=member)
    first = StoredFile.objects.get().attached_at

    actions.attach(file, to=space, by=member)

    assert StoredFile.objects.get().attached_at == first


def test_what_hangs_on_one_thing_is_never_taken_to_another(member, space, make_space):
    file = stored(member)
    actions.attach(file, to=space, by=member)

    with pytest.raises(refusals.NotYours):
        actions.attach(file, to=make_space(people=[member]), by=member)

    assert StoredFile.objects.get().holder == key_of(space)


def test_nobody_attaches_what_another_has_sent(member, other, space):
    with pytest.raises(NotAllowed):
        actions.attach(stored(member), to=space, by=other)


def test_a_swept_file_is_said_to_be_gone(member, space):
    file = stored(member)
    StoredFile.objects.all().delete()

    with pytest.raises(refusals.NotYours):
        actions.attach(file, to=space, by=member)


def test_a_holder_that_is_rolled_back_leaves_the_file_to_its_sender(member, space):
    file = stored(member)

    with transaction.atomic():
        actions.attach(file, to=space, by=member)
        transaction.set_rollback(True)

    assert list(StoredFile.objects.unattached_of(member)) == [file]


def test_the_sweep_takes_what_nothing_holds_after_a_day_row_and_bytes(member, space, lying):
    old, held, young = stored(member), stored(member), stored(member)
    actions.attach(held, to=space, by=member)
    age(old)
    age(held)

    swept = actions.sweep()

    assert (swept.rows, swept.strays, swept.missing) == (1, 0, [])
    assert set(StoredFile.objects.all()) == {held, young}
    assert lying() == sorted([held.path, young.path])
    assert AuditEntry.objects.filter(verb="files.sweep", key=key_of(old), actor="system").count() == 1


def test_bytes_without_a_row_go_after_a_day_and_not_before(lying):
    old, young = disk.write(content("pdf")), disk.write(content("pdf"))
    age_bytes(old)

    swept = actions.sweep()

    assert (swept.strays, lying()) == (1, [young])


def test_an_upload_in_a_transaction_that_is_rolled_back_leaves_bytes_for_the_sweep(member, lying):
    with transaction.atomic():
        path = stored(member).path
        transaction.set_rollback(True)
    age_bytes(path)

    swept = actions.sweep()

    assert (swept.strays, lying()) == (1, [])


def test_a_row_whose_bytes_are_missing_is_reported_and_kept(member, space, capsys):
    file = stored(member)
    actions.attach(file, to=space, by=member)
    disk.remove(file.path)

    call_command("files", "sweep")

    assert StoredFile.objects.count() == 1
    assert capsys.readouterr() == (
        "0 never attached removed, 0 without a row removed\n",
        f"missing on disk: {key_of(file)}\n",
    )


def test_sweeping_twice_finds_nothing_more(member):
    age(stored(member))
    actions.sweep()

    swept = actions.sweep()

    assert (swept.rows, swept.strays, swept.missing) == (0, 0, [])
