"""PDF, page by page, through pdfium (pypdfium2).

kreuzberg reads PDF by the same pdfium, but hands out an Arabic line's words from left to right, and the whole text at
once; here a page is in reading order, and the reading ends where there is no more room. It runs in the child.
"""

import contextlib
import re

import pypdfium2
import pypdfium2.raw as pdfium

from files.extraction.annotations import annotators
from files.extraction.answer import Protected, Unreadable

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
# Letters drawn as one sign, as pdfium leaves them: it turns a line round letter by letter, and these inside out.
_TURNED = {"ال", "أل", "إل", "آل", "هللا"}
_LONGEST_SIGN = max(map(len, _TURNED))
FIELDS = {
    "creator": "Author",
    "title": "Title",
    "subject": "Subject",
    "keywords": "Keywords",
    "program": "Creator",
    "created": "CreationDate",
    "modified": "ModDate",
}
_MOMENT = re.compile(r"^(?:D:)?(\d{4})(\d{2})(\d{2})")


def read(data, answer):
    """Fill the answer with the pages of a PDF; a page that cannot be read is empty."""
    document = _opened(data)
    answer.page_count = len(document)
    answer.tell(**_found(document))
    answer.tell(reviewers=annotators(document))
    headings = _headings(document)
    for index in range(len(document)):
        if not answer.add(headings.get(index, ""), _text(document, index)):
            break
    answer.without_text = "pictures"


def _opened(data):
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise (Protected if error.err_code == pdfium.FPDF_ERR_PASSWORD else Unreadable) from error
    if not len(document):
        raise Unreadable
    return document


def _text(document, index):
    try:
        page = document[index]
        with contextlib.closing(page), contextlib.closing(page.get_textpage()) as text:
            said = text.get_text_range()
            return _in_order(text) if _ARABIC.search(said) else said
    except pypdfium2.PdfiumError:
        return ""


def _in_order(text):
    """The page's letters, those of one sign turned round again: they are the ones that share one box."""
    codes = [pdfium.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
    letters = [chr(code) for code in codes]
    index = 0
    while index < len(letters):
        index += _turn(text, letters, index)
    # Letters beyond the first 65,536 come as pairs.
    return "".join(letters).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _turn(text, letters, start):
    """Turn the sign that begins at `start`, if there is one; returns how many letters are done."""
    for length in range(_LONGEST_SIGN, 1, -1):
        if "".join(letters[start : start + length]) in _TURNED and _is_one_sign(text, start, length):
            letters[start : start + length] = reversed(letters[start : start + length])
            return length
    return 1


def _is_one_sign(text, start, length):
    return len({text.get_charbox(index) for index in range(start, start + length)}) == 1


def _found(document):
    said = document.get_metadata_dict()
    found = {name: said.get(field, "") for name, field in FIELDS.items()}
    for name in ("created", "modified"):
        moment = _MOMENT.match(found[name])
        found[name] = "-".join(moment.groups()) if moment else ""
    return found


def _headings(document):
    """{index of a page: the first bookmark that leads to it}; bookmarks that lead nowhere lead nowhere."""
    headings = {}
    with contextlib.suppress(pypdfium2.PdfiumError):
        for bookmark in document.get_toc(max_depth=3):
            destination = bookmark.get_dest()
            index = destination.get_index() if destination else None
            if index is not None:
                headings.setdefault(index, bookmark.get_title())
    return headings
