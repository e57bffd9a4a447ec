from django.utils.translation import gettext_lazy as _

from core.things import Kind, register
from files import rules
from files.actions import refuse, release
from files.models import DocumentPage, StoredFile, Upload
from files.places import part_of, places_of_files, places_of_pages
from moderation.handling import allows, withheld

# Before the file itself: a row of this class is one of that, too.
register(Kind("upload", Upload, _("File you sent"), _("Files you sent"), title=lambda upload: upload.name))
register(
    Kind(
        "file",
        StoredFile,
        _("File"),
        _("Files"),
        title=lambda file: file.name,
        audience=lambda file: file.audience_id,
        handling=lambda file: file.handling_id,
        allows=allows,
        places=places_of_files,
        can_moderate=rules.can_decide,
        decisions={"release": release, "refuse": refuse},
    )
)
# A page of a document; readers take it for the document.
register(
    Kind(
        "document",
        DocumentPage,
        _("Document"),
        _("Documents"),
        title=lambda page: page.file.telling_name,
        title_language=lambda page: page.file.language,
        audience=lambda page: page.file.audience,
        handling=lambda page: page.file.handling_id,
        allows=allows,
        withheld=withheld,
        joined=("file__audience",),
        voice="record",
        place=part_of,
        places=places_of_pages,
        found_url=lambda page, typed: page.file.text_url(page.number, typed),
    )
)
