"""The pages of documents as search documents: each is found for itself, and they are counted as the one file they are.

Everything but the words is its holder's: readers, place, concepts, date, and the face of who wrote it.
"""

from dataclasses import replace

from core.moments import standing
from core.things import key_of
from files.holders import documents_of_holders
from files.models import DocumentPage, StoredFile
from search.indexing import Source, register


def held_keys(*rows):
    """Keys of the files that hang on things; what stands under those for the index."""
    held = StoredFile.objects.held_by([key_of(row) for row in rows])
    return [f"file:{ref}" for ref in held.values_list("ref", flat=True)]


def page_rows():
    """Of files that are served and hang on something."""
    served = {"file__state": StoredFile.STORED, "file__attached_at__isnull": False}
    return DocumentPage.objects.filter(**served, **standing("file__")).select_related("file").order_by("file", "number")


def gather_holders(pages):
    """Load what the pages' files hang on."""
    documents = documents_of_holders(page.file.holder for page in pages)
    for page in pages:
        page.holder_document = documents.get(page.file.holder)


def page_document(page):
    """None where readers can't find what holds it; and for a page without words, but for the first: that one is found
    by the file's name."""
    held, file = page.holder_document, page.file
    if held is None or not (page.text or page.heading or page.number == 1):
        return None
    return replace(
        held,
        key=key_of(page),
        title=file.telling_name,
        body="\n".join(filter(None, [page.heading, page.text])),
        language=page.language or file.language,
        tree=(*held.tree, held.key, file.holder, key_of(file)),
        work="",
        whole=key_of(file),
        traits=(),
    )


def pages_of(file):
    return [f"document:{ref}" for ref in file.pages.values_list("ref", flat=True)]


# A file is no document of its own; it stands here for its pages.
register(Source("file", rows=StoredFile.objects.all, document=lambda file: None, below=pages_of))
register(Source("document", rows=page_rows, document=page_document, gather=gather_holders))
