"""A document as PDF, with letters joined and lines ordered as its script wants them."""

from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import FontFace

from making.scanning import scanned

FONTS = Path(__file__).parent.parent / "fonts"
SIZES = {"A4": (210, 297, 22), "A5": (148, 210, 16)}
GREY = (238, 240, 242)
BEFORE = {"heading": 5, "subheading": 3}
STEP = 7


class Paper(FPDF):
    """Pages with the document's short title above and their number below."""

    def __init__(self, document):
        width, height, self.edge = SIZES[document.head.get("size", "A4")]
        super().__init__(format=(width, height))
        self.document, self.is_scan = document, False
        self.align = "R" if document.is_right_to_left else "L"
        self.set_margins(self.edge, self.edge, self.edge)
        self.set_auto_page_break(auto=True, margin=self.edge)
        for name in ("NotoSans", "NotoNaskhArabic"):
            self.add_font(name, "", FONTS / f"{name}-Regular.ttf")
            self.add_font(name, "B", FONTS / f"{name}-Bold.ttf")
        first, other = ("NotoSans", "NotoNaskhArabic")[:: -1 if document.is_right_to_left else 1]
        self.face, self.other = first, other
        self.set_fallback_fonts([other])
        self.set_text_shaping(use_shaping_engine=True, direction="rtl" if document.is_right_to_left else "ltr")

    def choose(self, style="", size=0):
        # Where a line ended in the other font, fpdf2 believes that it did not: choosing away and back says it again.
        self.set_font(self.other, style, size)
        self.set_font(self.face, style, size)

    def header(self):
        if self.page_no() > 1 and not self.is_scan:
            self.choose(size=8)
            self.cell(0, 5, self.document.head["title"], align=self.align)
            self.ln(9)

    def footer(self):
        if not self.is_scan:
            self.set_y(-self.edge + 4)
            self.choose(size=8)
            self.cell(0, 5, str(self.page_no()), align="C")


def as_pdf(document):
    """The bytes of the PDF."""
    paper = Paper(document)
    _say_who(paper, document)
    kinds = [kind for kind, _ in document.blocks]
    cut = kinds.index("scan") if "scan" in kinds else len(kinds)
    if cut:
        _write(paper, document, document.blocks[:cut])
    if cut < len(kinds):
        _scan(paper, document.blocks[cut + 1 :])
    return bytes(paper.output())


def _say_who(paper, document):
    head = document.head
    paper.set_title(head["title"])
    paper.set_author(head["author"])
    paper.set_creator(head["program"])
    paper.set_subject(head.get("office", ""))
    paper.set_lang(head["language"])
    paper.set_creation_date(document.saved)


def _write(paper, document, blocks):
    paper.add_page()
    _title(paper, document)
    for kind, content in blocks:
        WRITERS[kind](paper, content)


def _scan(paper, blocks):
    """What follows `=== scan` is one page that is a picture, and nothing else."""
    paper.is_scan = True
    paper.set_auto_page_break(auto=False)
    paper.add_page()
    paper.image(scanned(blocks, FONTS), x=0, y=0, w=paper.w, h=paper.h)


def _title(paper, document):
    paper.choose("B", 17)
    paper.multi_cell(0, 8.5, document.head["title"], align=paper.align, new_x="LMARGIN", new_y="NEXT")
    paper.choose(size=9)
    line = f"{document.head['office']} · {document.head['edition']}"
    paper.multi_cell(0, 7, line, align=paper.align, new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)


def _heading(paper, text, size=13.5, level=0, before=BEFORE["heading"]):
    if paper.get_y() > paper.h - paper.edge - 30:
        paper.add_page()
    paper.ln(before)
    paper.start_section(text, level)
    paper.choose("B", size)
    paper.multi_cell(0, 7, text, align=paper.align, new_x="LMARGIN", new_y="NEXT")
    paper.ln(1)


def _subheading(paper, text):
    _heading(paper, text, 11, 1, BEFORE["subheading"])


def _paragraph(paper, text, mark="", box=False):
    paper.choose(size=10.5)
    at, indent = paper.get_y(), STEP if mark or box else 0
    if at > paper.h - paper.edge - 13:
        paper.add_page()
        at = paper.get_y()
    _mark(paper, mark, box, at)
    paper.set_xy(paper.edge + (0 if paper.align == "R" else indent), at)
    paper.multi_cell(paper.epw - indent, 6, text, align=paper.align, markdown=True, new_x="LMARGIN", new_y="NEXT")
    paper.ln(0.8 if indent else 2)


def _mark(paper, mark, box, at):
    left = paper.w - paper.edge - STEP if paper.align == "R" else paper.edge
    if box:
        paper.rect(left + (STEP - 4 if paper.align == "R" else 0), at + 1.2, 3.6, 3.6)
    elif mark:
        paper.set_xy(left, at)
        paper.cell(STEP, 6, mark, align=paper.align)
        paper.choose(size=10.5)


def _table(paper, rows):
    paper.choose(size=9.5)
    paper.ln(1.5)
    if paper.align == "R":
        rows = [row[::-1] for row in rows]
    widths = [min(max(len(row[place]) for row in rows), 48) + 12 for place in range(len(rows[0]))]
    with paper.table(
        rows,
        align="C",
        text_align="RIGHT" if paper.align == "R" else "LEFT",
        col_widths=widths,
        line_height=5.4,
        padding=1.4,
        markdown=True,
        headings_style=FontFace(emphasis="BOLD", fill_color=GREY),
    ):
        pass
    paper.ln(3)


WRITERS = {
    "heading": _heading,
    "subheading": _subheading,
    "paragraph": _paragraph,
    "item": lambda paper, text: _paragraph(paper, text, mark="•"),
    "number": lambda paper, content: _paragraph(paper, content[1], mark=f"{content[0]}."),
    "box": lambda paper, text: _paragraph(paper, text, box=True),
    "table": _table,
    "page": lambda paper, _: paper.add_page(),
}
