"""Small real files of every type that is taken, and rows of them."""

import io
import zipfile

from PIL import Image

from files import actions

PARTS = {
    "docx": ("wordprocessingml.document", "word/document.xml"),
    "xlsx": ("spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": ("presentationml.presentation", "ppt/presentation.xml"),
}
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"


def content(type_name="pdf", **options):
    """An open binary file of the type."""
    if type_name == "pdf":
        return io.BytesIO(PDF)
    if type_name == "txt":
        return io.BytesIO("Plain words, ما شاء الله.\n".encode())
    if type_name == "odt":
        return archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
    if type_name in PARTS:
        return office(type_name, **options)
    return picture(type_name, **options)


def archive(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in entries.items():
            # Without the moment, so that the same file is the same bytes whenever it is made.
            packed.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    out.seek(0)
    return out


def office(type_name, more=None):
    kind, part = PARTS[type_name]
    override = f'<Override ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/>'
    return archive({"[Content_Types].xml": f"<Types>{override}</Types>", part: "<x/>", **(more or {})})


def picture(type_name="jpg", size=(6, 4), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size).save(out, {"jpg": "JPEG"}.get(type_name, type_name.upper()), **options)
    out.seek(0)
    return out


def stored(by, type_name="pdf", name="", **options):
    """A StoredFile of this person's, through the real action."""
    return actions.upload(content(type_name, **options), by=by, name=name or f"paper.{type_name}")
