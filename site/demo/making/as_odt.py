"""A document as ODT, with heading styles and, where its language wants it, right-to-left paragraphs."""

import io

from odf import dc, meta
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TableCellProperties, TextProperties
from odf.table import Table, TableCell, TableColumn, TableRow
from odf.text import H, P, Span

from making.reading import runs
from making.zipping import steady

LOOKS = {
    "Title": {"fontsize": "20pt", "fontweight": "bold"},
    "Subtitle": {"fontsize": "9pt"},
    "Heading_20_1": {"fontsize": "14pt", "fontweight": "bold"},
    "Heading_20_2": {"fontsize": "12pt", "fontweight": "bold"},
    "Text_20_body": {"fontsize": "11pt"},
    "List_20_body": {"fontsize": "11pt"},
    "Table_20_Contents": {"fontsize": "10pt"},
    "Table_20_Heading": {"fontsize": "10pt", "fontweight": "bold"},
}
LEVELS = {"heading": 1, "subheading": 2}


def as_odt(document):
    """The bytes of the ODT."""
    odt = OpenDocumentText()
    _say_who(odt, document)
    _styles(odt, document)
    _paragraph(odt, "Title", document.head["title"])
    _paragraph(odt, "Subtitle", f"{document.head['office']} · {document.head['edition']}")
    for kind, content in document.blocks:
        if kind in LEVELS:
            level = LEVELS[kind]
            odt.text.addElement(H(outlinelevel=level, stylename=f"Heading_20_{level}", text=content))
        elif kind == "table":
            _table(odt, content)
        elif kind == "page":
            odt.text.addElement(P(stylename="Break"))
        else:
            listed = kind in ("item", "number", "box")
            _paragraph(odt, "List_20_body" if listed else "Text_20_body", _marked(kind, content))
    found = io.BytesIO()
    odt.write(found)
    return steady(found.getvalue(), first="mimetype")


def _say_who(odt, document):
    head = document.head
    for element, text in (
        (dc.Title, head["title"]),
        (dc.Subject, head["office"]),
        (dc.Language, head["language"]),
        (dc.Creator, head["saved_by"]),
        (dc.Date, document.saved.isoformat()),
        (meta.InitialCreator, head["author"]),
        (meta.CreationDate, document.made.isoformat()),
        (meta.EditingCycles, str(head["revision"])),
    ):
        odt.meta.addElement(element(text=text))


def _styles(odt, document):
    mode = "rl-tb" if document.is_right_to_left else "lr-tb"
    for name, look in LOOKS.items():
        style = Style(name=name, displayname=name.replace("_20_", " "), family="paragraph")
        edges = {"margintop": "0.35cm"} if name.startswith("Heading") else {}
        if name.startswith("List"):
            edges = {"marginleft": "0.6cm", "marginright": "0cm"}
        style.addElement(ParagraphProperties(writingmode=mode, textalign="start", marginbottom="0.18cm", **edges))
        style.addElement(TextProperties(**look, fontfamily="Noto Sans", language=document.head["language"]))
        odt.styles.addElement(style)
    strong = Style(name="Strong", family="text")
    strong.addElement(TextProperties(fontweight="bold"))
    page = Style(name="Break", family="paragraph")
    page.addElement(ParagraphProperties(breakbefore="page"))
    cell = Style(name="Cell", family="table-cell")
    cell.addElement(TableCellProperties(border="0.5pt solid #555555", padding="0.1cm"))
    for style in (strong, page, cell):
        odt.automaticstyles.addElement(style)


def _marked(kind, content):
    if kind == "number":
        return f"{content[0]}. {content[1]}"
    return {"item": "• ", "box": "☐ "}.get(kind, "") + content


def _paragraph(odt, style, text):
    odt.text.addElement(_filled(style, text))


def _filled(style, text):
    paragraph = P(stylename=style)
    for words, bold in runs(text):
        if bold:
            paragraph.addElement(Span(stylename="Strong", text=words))
        else:
            paragraph.addText(words)
    return paragraph


def _table(odt, rows):
    table = Table()
    table.addElement(TableColumn(numbercolumnsrepeated=len(rows[0])))
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(stylename="Cell", valuetype="string")
            cell.addElement(_filled("Table_20_Heading" if row is rows[0] else "Table_20_Contents", text))
            line.addElement(cell)
        table.addElement(line)
    odt.text.addElement(table)
    odt.text.addElement(P(stylename="Text_20_body"))
