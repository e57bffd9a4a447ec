"""Who wrote notes into a PDF: the title of a mark-up annotation is its author (ISO 32000-1, 12.5.6.2). In the child."""

import contextlib
import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

MOST_PAGES, MOST_NOTES, MOST_NAMES = 200, 200, 10  # looked at, on each page, told
LONGEST_NAME = 400  # bytes of UTF-16
# Annotations with an author; the title of a form's field is its name.
MARK_UP = {
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_LINE,
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_POLYLINE,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_STRIKEOUT,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_CARET,
    pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_REDACT,
}


def annotators(document):
    """Their names, each once, parted by commas."""
    names = {}
    for index in range(min(len(document), MOST_PAGES)):
        with contextlib.suppress(pypdfium2.PdfiumError), contextlib.closing(document[index]) as page:
            names.update(dict.fromkeys(_on(page)))
        if len(names) > MOST_NAMES:
            break
    return ", ".join(list(filter(None, names))[:MOST_NAMES])


def _on(page):
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        if not note:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(note) in MARK_UP:
                yield _author(note)
        finally:
            pdfium.FPDFPage_CloseAnnot(note)


def _author(note):
    buffer = ctypes.create_string_buffer(LONGEST_NAME)
    size = pdfium.FPDFAnnot_GetStringValue(
        note, b"T", ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), LONGEST_NAME
    )
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace").strip() if size <= LONGEST_NAME else ""
