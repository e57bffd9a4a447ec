"""PDF, page by page, through pdfium (pypdfium2).

kreuzberg reads PDF by the same pdfium, but hands out an Arabic line's words from left to right, and the whole text at
once; here a page is in reading order, and the reading ends where there is no more room. It runs in the child.
"""

import contextlib
import ctypes
import html
import itertools
import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from files.extraction.annotations import annotators
from files.extraction.answer import Protected, Unreadable

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
# Letters drawn as one sign, as pdfium leaves them: it turns a line round letter by letter, and these inside out.
_TURNED = {"ال", "أل", "إل", "آل", "هللا"}
_LONGEST_SIGN = max(map(len, _TURNED))
_LINE_END = re.compile("\r\n?|\n")
# Parts of a line's height: how far its pieces may stand from one another's baseline, and what gap is a space.
UNEVEN, GAP = 0.4, 0.12
FIELDS = {
    "creator": "Author",
    "title": "Title",
    "subject": "Subject",
    "keywords": "Keywords",
    "program": "Creator",
    "created": "CreationDate",
    "modified": "ModDate",
}
# Names in packets of XMP, which stand uncompressed in most files so that programs find them without knowing the format
# (XMP specification, part 3, "Packet scanning"): the document's own, and those of pictures in it.
_BEGIN, _END = b"<dc:creator>", b"</dc:creator>"
_NAME = re.compile(rb"<rdf:li\b[^>]{0,200}>([^<]{1,400})</rdf:li>")
MOST_CREATORS, LONGEST_CREATORS = 50, 10_000  # packets looked at, bytes of each
_MOMENT = re.compile(r"^(?:D:)?(\d{4})(\d{2})(\d{2})")


def read(data, answer):
    """Fill the answer with the pages of a PDF; a page that cannot be read is empty."""
    document = _opened(data)
    answer.page_count = len(document)
    answer.tell(**_found(document, data))
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


@dataclass(frozen=True)
class _Piece:
    """What pdfium takes for a line; baseline, left, right and height in points, where it holds a letter."""

    text: str
    baseline: float = 0
    left: float = 0
    right: float = 0
    height: float = 0

    def is_beside(self, other):
        """Whether both stand on one line."""
        height = max(self.height, other.height)
        return bool(self.height and other.height) and abs(self.baseline - other.baseline) < UNEVEN * height


def _in_order(text):
    """The page's lines from right to left. Of a page that is drawn letter by letter pdfium makes a line of each."""
    letters = _letters(text)
    lines = [[]]
    for piece in _pieces(text, letters):
        if lines[-1] and not lines[-1][-1].is_beside(piece):
            lines.append([])
        lines[-1].append(piece)
    # Letters beyond the first 65,536 come as pairs.
    said = "\n".join(map(_line, lines))
    return said.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _pieces(text, letters):
    """The letters between line ends, with their places."""
    said, start = "".join(letters), 0
    for end in [*_LINE_END.finditer(said), None]:
        stop = end.start() if end else len(said)
        yield _piece(text, said[start:stop], start)
        start = end.end() if end else stop


def _piece(text, said, start):
    places = [start + index for index, letter in enumerate(said) if not letter.isspace()]
    boxes = [text.get_charbox(place, loose=True) for place in places]  # left, bottom, right, top
    if not boxes:
        return _Piece(said)
    return _Piece(
        said,
        baseline=_baseline(text, places[0]),
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        height=max(box[3] - box[1] for box in boxes),
    )


def _baseline(text, place):
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, place, x, y)
    return y.value


def _line(pieces):
    """Pieces from right to left, but runs of figures and Latin letters from left to right; gaps are spaces."""
    ordered = []
    from_the_right = sorted(pieces, key=lambda piece: piece.right, reverse=True)
    for is_arabic, run in itertools.groupby(from_the_right, key=lambda piece: bool(_ARABIC.search(piece.text))):
        ordered += list(run)[:: 1 if is_arabic else -1]
    said = ordered[0].text
    for before, piece in itertools.pairwise(ordered):
        gap = max(before.left - piece.right, piece.left - before.right)
        said += (" " if gap > GAP * max(before.height, piece.height) else "") + piece.text
    return said


def _letters(text):
    """The page's letters, those of one sign turned round again: they are the ones that share one box."""
    codes = [pdfium.FPDFText_GetUnicode(text, index) for index in range(text.count_chars())]
    letters = [chr(code) for code in codes]
    index = 0
    while index < len(letters):
        index += _turn(text, letters, index)
    return letters


def _turn(text, letters, start):
    """Turn the sign that begins at `start`, if there is one; returns how many letters are done."""
    for length in range(_LONGEST_SIGN, 1, -1):
        if "".join(letters[start : start + length]) in _TURNED and _is_one_sign(text, start, length):
            letters[start : start + length] = reversed(letters[start : start + length])
            return length
    return 1


def _is_one_sign(text, start, length):
    return len({text.get_charbox(index) for index in range(start, start + length)}) == 1


def _found(document, data):
    said = document.get_metadata_dict()
    found = {name: said.get(field, "") for name, field in FIELDS.items()}
    more = [name for name in _creators(data) if name not in found["creator"]]
    found["creator"] = ", ".join(filter(None, [found["creator"], *more]))
    for name in ("created", "modified"):
        moment = _MOMENT.match(found[name])
        found[name] = "-".join(moment.groups()) if moment else ""
    return found


def _creators(data):
    """Who is named as a creator in the file's packets of XMP, each once."""
    names, place = {}, 0
    for _ in range(MOST_CREATORS):
        place = data.find(_BEGIN, place)
        if place < 0:
            break
        end = data.find(_END, place, place + LONGEST_CREATORS)
        for name in _NAME.findall(data[place : max(place, end)]):
            names.setdefault(html.unescape(name.decode(errors="replace")).strip())
        place += len(_BEGIN)
    return list(names)


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
