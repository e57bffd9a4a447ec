"""What is done with files. The only writer of this room's tables, and of the folder below `disk.root()`."""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from core import things
from core.audit import record
from core.refusals import require
from files import disk, pictures, refusals, rules, sniffing
from files.extraction import health
from files.models import DocumentPage, FileOrigin, StoredFile, Upload
from files.names import shown_name
from files.types import DOCUMENTS, PICTURES
from moderation.actions import AlreadyDecided, open_item, settle
from moderation.models import ReviewItem
from moderation.models.handling import COMMUNITY
from notifications.live import notify
from search.live import refresh, refresh_all

UNATTACHED_FOR = timedelta(hours=24)


def upload(file, *, by, name, language=""):
    """Take what somebody sends; returns its StoredFile, which only they see until `attach` puts it somewhere.

    `file` is open for reading bytes. Raises FileRefused or NotAllowed; nothing is kept then. Bytes reach the disk
    before the row, and this opens no transaction around them: call it outside of one.
    """
    require(rules.can_upload, by)
    type_name = check(file, name)
    sent = _sha256(file)
    with _to_be_kept(file, type_name) as kept:
        row = StoredFile(
            uploader=by,
            name=shown_name(name, type_name),
            type=type_name,
            language=language,
            size=kept.size,
            width=kept.width,
            height=kept.height,
            sha256=_sha256(kept.file),
            sha256_sent=sent,
        )
        _refuse_beyond_quota(row)
        _queue(row)
        row.path = disk.write(kept.file)
    _keep(row)
    return row


def check(file, name):
    """The type of a file that would be taken; raises a FileRefused that says why it would not."""
    size = file.seek(0, 2)
    if size > settings.UPLOAD_MAX_BYTES:
        raise refusals.TooBig
    type_name = sniffing.type_of(file, name)
    if type_name in DOCUMENTS and not health.may_read():
        raise refusals.NotReadSafely
    return type_name


@transaction.atomic
def attach(file, *, to, by, face=True):
    """Hang a file on a thing, in the transaction that writes the thing: from then on its readers and label are its.

    face: whether the thing carries its writer's name; without it the file and the record carry none either. Again on
    the same thing is once, and takes its audience as it is now. Raises NotYours for a file that is swept, somebody
    else's, or on another thing; Harmful for one that the virus scanner found something in; SeenAsYours.
    """
    require(rules.can_attach, by, file)
    if file.finding == StoredFile.INFECTED:
        raise refusals.Harmful
    if file.finding and not face:
        raise refusals.SeenAsYours
    holder = things.key_of(to)
    free = StoredFile.objects.standing().filter(Q(attached_at=None, uploader=by) | Q(holder=holder), pk=file.pk)
    kind, attached_at = things.kind_of_row(to), file.attached_at or timezone.now()
    said = {"audience": kind.audience(to), "handling": kind.handling(to) or COMMUNITY}
    if not free.update(holder=holder, attached_at=attached_at, **said):
        raise refusals.NotYours
    if not face:
        _take_face_from(file, by)
    file.refresh_from_db()
    # What stands in no place is private: who reads the record does not learn which message somebody wrote.
    record("files.attach", by=by, on=file, reason=holder if said["audience"] else "", face=face)
    if file.read_at:
        refresh(file, whole_tree=True)


def _take_face_from(file, by):
    """Keep who sent it apart, for comparing with whoever asks, and take the name off its row."""
    FileOrigin.objects.get_or_create(file=file, defaults={"user": by})
    StoredFile.objects.filter(pk=file.pk).update(uploader=None)


def label_as(holder):
    """Give the files of a thing the label that it bears now, in the transaction that changed it."""
    label = things.kind_of_row(holder).handling(holder)
    StoredFile.objects.filter(holder=things.key_of(holder)).update(handling=label)


@dataclass(frozen=True)
class Swept:
    """rows: never attached, removed. strays: bytes on disk without a row, removed. missing: refs of rows whose bytes
    are not on disk; they are only reported."""

    rows: int
    strays: int
    missing: list


@transaction.atomic
def note_verdict(file, verdict):
    """Write what the virus scanner said of a claimed file; returns whether its text may be read now. A file that is
    not clean waits for a moderator."""
    held = _held(file)
    if held is None:
        return False
    held.scanned_at, held.finding, held.signature = timezone.now(), verdict.finding, verdict.signature
    if verdict.finding:
        _release_claim(held)
    else:
        held.state = StoredFile.STORED
    held.save()
    record("files.scan", by=None, on=held, reason=verdict.signature, outcome=verdict.finding or "clean")
    if verdict.finding:
        open_item(held, ReviewItem.FILE, note=verdict.signature)
        notify("files.found", about=_as_sent(held))
    else:
        settle(held, "release", by=None)  # it was looked at once more
    file.refresh_from_db()
    return not verdict.finding


@transaction.atomic
def note_reading(file, reading):
    """Write what was read in a claimed file, in place of what was read before; returns whether it was still ours."""
    held = _held(file)
    if held is None:
        return False
    for ref in held.pages.values_list("ref", flat=True):
        refresh(f"document:{ref}", narrows=True)
    held.pages.all().delete()
    DocumentPage.objects.bulk_create(
        DocumentPage(file=held, number=number, heading=heading, text=text, language=held.language or language)
        for number, (heading, text, language) in enumerate(reading.pages, start=1)
    )
    held.read_at, held.reading = timezone.now(), reading.reading
    held.page_count, held.found = reading.page_count, reading.found
    _release_claim(held)
    held.save()
    record("files.read", by=None, on=held, outcome=reading.reading)
    refresh(held, whole_tree=True)
    return True


@transaction.atomic
def note_done(file):
    """Nothing is left to do for a claimed file."""
    held = _held(file)
    if held is not None:
        _release_claim(held)
        held.save()


@transaction.atomic
def release(file, *, by, reason=""):
    """Let a file through that the virus scanner could not look into (or was wrong about)."""
    held = _undecided(file, by)
    held.state, held.cleared_at = StoredFile.STORED, timezone.now()
    _queue(held)
    held.save()
    record("files.release", by=by, on=held, reason=reason)
    notify("files.released", about=_as_sent(held))
    refresh(held, whole_tree=True)


@transaction.atomic
def refuse(file, *, by, reason=""):
    """Never serve a file that the virus scanner said something of."""
    held = _undecided(file, by)
    held.state = StoredFile.REFUSED
    held.save()
    record("files.refuse", by=by, on=held, reason=reason)
    notify("files.refused", about=_as_sent(held))


@transaction.atomic
def look_again(files):
    """Queue files once more, as if they had just come in; returns how many. What a moderator decided stays."""
    rows = list(files.filter(erased_at=None, cleared_at=None).exclude(state=StoredFile.REFUSED).select_for_update())
    for row in rows:
        row.scanned_at, row.finding, row.signature, row.read_at, row.reading = None, "", "", None, ""
        _queue(row)
        row.save()
        record("files.again", by=None, on=row)
        refresh(row, whole_tree=True, narrows=True)
    return len(rows)


def _queue(row):
    """Have the lane look at it: for the virus scanner where there is one, and for its text if it is a document."""
    if settings.CLAMAV and not row.cleared_at:
        row.state = StoredFile.WAITING
    is_due = row.state == StoredFile.WAITING or row.is_document
    row.queued_at = timezone.now() if is_due else None
    row.attempts, row.not_before, row.claimed_until = 0, None, None


def _held(file):
    """The row of a claimed file under lock, or None where it is gone, done, or somebody else's by now."""
    rows = StoredFile.objects.select_for_update().filter(queued_at__isnull=False)
    return rows.filter(pk=file.pk, attempts=file.attempts).first()


def _as_sent(row):
    """The row as its sender knows it."""
    return Upload.objects.get(pk=row.pk)


def _release_claim(row):
    row.queued_at, row.attempts, row.not_before, row.claimed_until = None, 0, None, None


def _undecided(file, by):
    """The row under lock, for somebody who may decide; raises AlreadyDecided where another has."""
    require(rules.can_decide, by, file)
    held = StoredFile.objects.to_decide().select_for_update().filter(pk=file.pk).first()
    if held is None:
        raise AlreadyDecided
    return held


@transaction.atomic
def erase_files(*holders):
    """Remove the bytes, names and texts of all that hangs on things, in the caller's transaction. The bytes go once it
    has ended well; where the process dies before, with the sweep."""
    keys = [things.key_of(holder) for holder in holders]
    held = list(StoredFile.objects.filter(holder__in=keys, erased_at=None).select_for_update())
    refresh_all(held, whole_tree=True, narrows=True)
    DocumentPage.objects.filter(file__in=held).delete()
    ids = [row.pk for row in held]
    StoredFile.objects.filter(pk__in=ids).update(name="", found={}, erased_at=timezone.now(), queued_at=None)
    for row in held:
        record("files.erase", by=None, on=row)
        transaction.on_commit(partial(disk.remove, row.path))


def want_files(refs, *, by, until):
    """Keep this person's own files of these refs that nothing holds, for a draft names them; with None for `until`, no
    longer than any other."""
    if refs:
        StoredFile.objects.unattached_of(by).filter(ref__in=refs).update(wanted_until=until)


def sweep():
    """Remove what nothing holds after a day, and say what is missing."""
    return Swept(_sweep_rows(), _sweep_strays(), _missing())


def _sha256(file):
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class _Kept:
    file: object
    size: int
    width: int | None = None
    height: int | None = None


@contextmanager
def _to_be_kept(file, type_name):
    """The bytes to store: a picture drawn anew, anything else as it was sent."""
    if type_name not in PICTURES:
        yield _Kept(file, file.seek(0, 2))
        return
    with pictures.redraw(file, type_name) as redrawn:
        yield _Kept(redrawn.file, redrawn.file.seek(0, 2), redrawn.width, redrawn.height)


def _keep(row):
    """Write the row of bytes that are on disk; if that fails the bytes go too (or, after a crash, with the sweep)."""
    try:
        with transaction.atomic():
            # Two uploads at once must not both take the last of the room.
            get_user_model().objects.select_for_update(no_key=True).get(pk=row.uploader_id)
            _refuse_beyond_quota(row)
            row.save(force_insert=True)
            # Without a name: it may come to hang on something that carries none. `attach` names who sent it, or not.
            hashes = f"sent {row.sha256_sent} stored {row.sha256}"
            record("files.upload", by=row.uploader, on=row, reason=hashes, face=False)
    except BaseException:
        disk.remove(row.path)
        raise


def _refuse_beyond_quota(row):
    held = StoredFile.objects.counted_for(row.uploader)
    used = held.aggregate(bytes=Sum("size"))["bytes"] or 0
    if held.count() >= settings.UPLOADS_PER_PERSON or used + row.size > settings.UPLOADS_PER_PERSON_BYTES:
        raise refusals.QuotaReached


def _sweep_rows():
    """Rows first: if we die between, the bytes are strays, and a row never points at nothing."""
    with transaction.atomic():
        now = timezone.now()
        old = StoredFile.objects.filter(attached_at=None, created_at__lt=now - UNATTACHED_FOR).not_on_hold()
        old = old.exclude(wanted_until__gt=now)
        # What the virus scanner said something of waits for a moderator however long that takes.
        found = list(old.exclude(pk__in=StoredFile.objects.to_decide().values("pk")).select_for_update(of=("self",)))
        StoredFile.objects.filter(pk__in=[row.pk for row in found]).delete()
        for row in found:
            record("files.sweep", by=None, on=row)
    for row in found:
        disk.remove(row.path)
    return len(found)


def _sweep_strays():
    lying = list(disk.lying_there(older_than=UNATTACHED_FOR.total_seconds()))
    known = set(StoredFile.objects.filter(erased_at=None).values_list("path", flat=True))
    strays = [path for path in lying if path not in known]
    for path in strays:
        disk.remove(path)
    return len(strays)


def _missing():
    rows = StoredFile.objects.filter(erased_at=None).values_list("ref", "path").iterator()
    return [ref for ref, path in rows if not disk.full(path).exists()]


@transaction.atomic
def follow_holders(holders):
    """What hangs on things whose audience has changed has that of each as it is now. holders: rows of one audience."""
    keys = {things.key_of(holder): things.kind_of_row(holder).audience(holder) for holder in holders}
    for audience in set(keys.values()):
        held = [key for key, place in keys.items() if place == audience]
        StoredFile.objects.filter(holder__in=held).update(audience=audience)
