"""The types of file that are taken, and nothing else is."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Type:
    """label: for people. content_type: what it is served as. endings: what a name of this type may end in."""

    label: object
    content_type: str
    endings: tuple


_OPEN = "application/vnd.openxmlformats-officedocument."

TYPES = {
    "pdf": Type(_("PDF"), "application/pdf", (".pdf",)),
    "docx": Type(_("Word document"), _OPEN + "wordprocessingml.document", (".docx",)),
    "xlsx": Type(_("Excel workbook"), _OPEN + "spreadsheetml.sheet", (".xlsx",)),
    "pptx": Type(_("PowerPoint presentation"), _OPEN + "presentationml.presentation", (".pptx",)),
    "odt": Type(_("OpenDocument text"), "application/vnd.oasis.opendocument.text", (".odt",)),
    "txt": Type(_("Plain text"), "text/plain", (".txt",)),
    "png": Type(_("PNG picture"), "image/png", (".png",)),
    "jpg": Type(_("JPEG picture"), "image/jpeg", (".jpg", ".jpeg")),
    "webp": Type(_("WebP picture"), "image/webp", (".webp",)),
}
CHOICES = [(name, each.label) for name, each in TYPES.items()]
PICTURES = frozenset({"png", "jpg", "webp"})
DOCUMENTS = frozenset(TYPES) - PICTURES
ENDINGS = tuple(ending for each in TYPES.values() for ending in each.endings)
