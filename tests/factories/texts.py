"""Documents whose text is known, without a child having read them: through the action that the lane uses."""

from django.utils import timezone

from files.actions import attach, note_reading
from files.extraction.reading import Reading
from files.models import StoredFile
from tests.factories.files import stored


def read_as(file, *pages, language="en", reading="read", found=None, page_count=0):
    """The file, as if these pages had been read in it: each a text, or (heading, text)."""
    pages = [page if isinstance(page, tuple) else ("", page) for page in pages]
    shaped = [(heading, text, language) for heading, text in pages]
    StoredFile.objects.filter(pk=file.pk).update(queued_at=timezone.now())
    file.refresh_from_db()
    assert note_reading(file, Reading(reading, page_count or len(shaped), shaped, found or {}))
    file.refresh_from_db()
    return file


def hung(post, *pages, by, type_name="pdf", name="Field manual.pdf", **more):
    """A document of this person on a post, read as these pages."""
    file = read_as(stored(by, type_name, name=name), *pages, **more)
    attach(file, to=post, by=by)
    return file
