"""Real documents with text in them: what writers of PDF, Word, OpenDocument, PowerPoint and Excel files make."""

import io
import operator
from itertools import accumulate

import docx
from fpdf import FPDF
from odf.opendocument import OpenDocumentText
from odf.text import H, P

from tests.factories.files import archive

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq>{}</rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def pdf(*pages, author="", title="", password="", bookmarks=(), notes=(), creators=()):
    """An open PDF; a page that is None holds a picture instead of text.

    notes: who wrote one. creators: as XMP names them."""
    paper = FPDF()
    paper.add_font("text", fname=FONT)
    paper.set_font("text", size=12)
    paper.set_text_shaping(True)
    paper.set_author(author)
    paper.set_title(title)
    if creators:
        paper.set_xmp_metadata(XMP.format("".join(f"<rdf:li>{name}</rdf:li>" for name in creators)))
    if password:
        paper.set_encryption(owner_password="owner", user_password=password)
    for number, text in enumerate(pages):
        paper.add_page()
        if number < len(bookmarks):
            paper.start_section(bookmarks[number])
        if text is None:
            paper.image(_scan(), w=100)
        else:
            paper.multi_cell(0, 8, text)
    for name in notes:
        paper.text_annotation(10, 10, "A note.", title=name)
    return io.BytesIO(bytes(paper.output()))


def pdf_by_letters(line):
    """An open PDF of one Arabic line, each letter drawn by itself, from left to right, as some programs do."""
    paper = FPDF()
    paper.add_font("text", fname=FONT)
    paper.set_font("text", size=12)
    paper.add_page()
    # As the line is seen from the right: figures stand the other way round.
    seen = " ".join(word[::-1] if word.isdigit() else word for word in line.split(" "))
    left_of = accumulate(map(paper.get_string_width, seen), operator.sub, initial=190)
    for left, letter in reversed(list(zip(list(left_of)[1:], seen, strict=True))):
        if not letter.isspace():
            paper.text(left, 20, letter)
    return io.BytesIO(bytes(paper.output()))


def word(*parts, author="", changed_by="", company=""):
    """An open DOCX of (level, text): level 0 is a paragraph, 1 … a heading."""
    document = docx.Document()
    document.core_properties.author, document.core_properties.last_modified_by = author, changed_by
    document.core_properties.comments = ""
    for level, text in parts:
        if level:
            document.add_heading(text, level)
        else:
            document.add_paragraph(text)
    return _saved(document)


def opendocument(*parts, author=""):
    """An open ODT of (level, text)."""
    document = OpenDocumentText()
    if author:
        from odf.dc import Creator

        document.meta.addElement(Creator(text=author))
    for level, text in parts:
        document.text.addElement(H(outlinelevel=level, text=text) if level else P(text=text))
    return _saved(document)


def commented(*names):
    """An open DOCX that these people have changed."""
    changes = "".join(
        f'<w:ins w:id="{n}" w:author="{name}"><w:r><w:t>x</w:t></w:r></w:ins>' for n, name in enumerate(names)
    )
    return bare_word(f"<w:p>{changes}</w:p>")


def bare_word(body, prolog=""):
    """An open DOCX of nothing but this body."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    packages = "http://schemas.openxmlformats.org/package/2006"
    return archive(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{packages}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{kind}"/></Types>'
            ),
            "_rels/.rels": (
                f'<Relationships xmlns="{packages}/relationships">'
                f'<Relationship Id="r" Type="{relation}" Target="word/document.xml"/></Relationships>'
            ),
            "word/document.xml": f'{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def bare_opendocument(text, prolog=""):
    """An open ODT of one paragraph."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": (
                f'{prolog}<office:document-content xmlns:office="{office}:office:1.0" xmlns:text="{office}:text:1.0">'
                f"<office:body><office:text><text:p>{text}</text:p></office:text></office:body>"
                "</office:document-content>"
            ),
        }
    )


def _scan():
    from PIL import Image

    return Image.new("RGB", (200, 100), "grey")


def _saved(document):
    out = io.BytesIO()
    document.save(out)
    out.seek(0)
    return out
