"""A document as DOCX: real styles, so that its headings are headings, and right-to-left where its language is."""

import io

from docx import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from making.reading import runs
from making.zipping import steady

STYLES = {"heading": "Heading 1", "subheading": "Heading 2", "item": "List Bullet"}


def as_docx(document):
    """The bytes of the DOCX."""
    word = Word()
    _say_who(word, document)
    _turn(word, document)
    _paragraph(word, document, "Title", document.head["title"])
    _paragraph(word, document, "Subtitle", f"{document.head['office']} · {document.head['edition']}")
    for kind, content in document.blocks:
        if kind == "table":
            _table(word, document, content)
        elif kind == "page":
            word.add_page_break()
        else:
            _paragraph(word, document, STYLES.get(kind, "Normal"), _marked(kind, content))
    found = io.BytesIO()
    word.save(found)
    return steady(found.getvalue())


def _say_who(word, document):
    about = word.core_properties
    about.title, about.author = document.head["title"], document.head["author"]
    about.last_modified_by = document.head["saved_by"]
    about.subject, about.comments = document.head["office"], ""
    about.created, about.modified = document.made, document.saved
    about.language, about.revision = document.head["language"], document.head["revision"]


def _turn(word, document):
    """The language of every style, and the direction of the page."""
    normal = word.styles["Normal"]
    normal.font.size = Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:bidi" if document.is_right_to_left else "w:val"), document.head["language"])
    normal.element.get_or_add_rPr().append(language)
    if document.is_right_to_left:
        word.sections[0]._sectPr.append(OxmlElement("w:bidi"))
        for name in ("Title", "Subtitle"):
            _close_up(word.styles[name])


def _close_up(style):
    """No space between letters that are joined."""
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)


def _marked(kind, content):
    if kind == "number":
        return f"{content[0]}. {content[1]}"
    return f"☐ {content}" if kind == "box" else content


def _paragraph(word, document, style, text):
    _fill(word.add_paragraph(style=style), document, text)


def _fill(paragraph, document, text):
    for words, bold in runs(text):
        run = paragraph.add_run(words)
        run.bold = bold or None
        if document.is_right_to_left:
            run.font.rtl, run.font.cs_bold = True, bold or None
    if document.is_right_to_left:
        paragraph._p.get_or_add_pPr().insert_element_before(
            OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )


def _table(word, document, rows):
    table = word.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    if document.is_right_to_left:
        table._tbl.tblPr.insert_element_before(
            OxmlElement("w:bidiVisual"), "w:tblStyleRowBandSize", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook"
        )
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            _fill(cell.paragraphs[0], document, f"**{text}**" if cells is rows[0] and text else text)
    word.add_paragraph()
