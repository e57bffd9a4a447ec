"""How sent files come in: never more of one on disk than may be taken, and none asked for twice; and that their sender
sees what they say of their makers before anybody else does."""

import time

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from core.refusals import Refusal
from files.actions import upload
from files.extraction.fields import names_people
from files.forms import MOST_AT_ONCE, refused
from files.models import StoredFile

LOOK_AGAIN = 0.1  # seconds
# What has no fields for who made it.
NAMELESS = {"txt"}


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes one byte more than may be taken and drops the rest: enough to see that it is too much. Of somebody
    without a session nothing is written."""

    def new_file(self, *args, **options):
        if settings.SESSION_COOKIE_NAME not in self.request.COOKIES:
            raise SkipFile
        super().new_file(*args, **options)

    def receive_data_chunk(self, raw_data, start):
        room = settings.UPLOAD_MAX_BYTES + 1 - start
        if room > 0:
            super().receive_data_chunk(raw_data[:room], start)

    def file_complete(self, file_size):
        return super().file_complete(min(file_size, settings.UPLOAD_MAX_BYTES + 1))


def receive(form, *, by):
    """The files of a bound form with `UploadsField` and `KeptField`: kept ones and new ones, as StoredFile rows.

    New ones are uploaded whether the rest of the form is right or not, so that they need not be chosen again; the
    template sends them along as `kept`. One that is refused becomes an error of the form. Call it outside of a
    transaction, and before asking `form.is_valid()`.
    """
    known = form.has_error("uploads")
    rows = list(StoredFile.objects.unattached_of(by).filter(ref__in=form.cleaned_data.get("kept", [])))
    for sent in (form["uploads"].data or [])[:MOST_AT_ONCE]:
        try:
            rows.append(upload(sent, by=by, name=sent.name))
        except Refusal as refusal:
            if not known:  # the field has named it already
                form.add_error("uploads", refused(sent, refusal))
    return rows


def untold(form, files):
    """`not_told` of a bound form with the KeptFields `told` and `waited`, which files/kept.html sends along."""
    return not_told(files, *(form.cleaned_data.get(name, []) for name in ("told", "waited")))


def not_told(files, told, waited):
    """Those of the files that say who made them and whose sender has not been shown it yet; and those that are still
    being read, where the form has not come back once already. What is in neither list may be posted.

    The form comes back with them, their refs as `told` and `waited`, and by sending it once more one says that it may
    be so. Waits up to READING_PATIENCE seconds for what is being read: call it outside of a transaction.
    """
    _await(files)
    return [
        file
        for file in files
        if (names_people(file) and file.ref not in told) or (_is_awaited(file) and file.ref not in waited)
    ]


def _await(files):
    """Look again at what is being read until it is, or patience ends."""
    end = time.monotonic() + settings.READING_PATIENCE
    while waiting := [file for file in files if _is_awaited(file)]:
        for file in waiting:
            file.refresh_from_db()
        if time.monotonic() >= end:
            break
        time.sleep(LOOK_AGAIN)


def _is_awaited(file):
    return file.is_being_read and file.type not in NAMELESS and not file.finding
