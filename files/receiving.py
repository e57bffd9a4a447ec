"""How sent files come in: never more of one on disk than may be taken, and none asked for twice."""

from django.conf import settings
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from core.refusals import Refusal
from files.actions import upload
from files.forms import MOST_AT_ONCE, refused
from files.models import StoredFile


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
