"""Files made to harm whoever opens them: the twelve that others have collected, and as many more as a test asks for."""

import io
import json
import random
import zlib

from tests.factories import documents
from tests.factories.files import archive
from tests.services import SHARED, require

FOLDER = SHARED / "bad" / "files"
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


def collected():
    """The names of the manifest's files; needs ../shared."""
    manifest = require("hostile files") / "manifest.json"
    return [entry["file"] for entry in json.loads(manifest.read_text())]


def made(number, seed=1):
    """So many (type, bytes) of hostile documents, the same ones each time: first those that are thought out, then
    real ones with bytes changed, doubled or cut at random."""
    chance = random.Random(seed)
    thought_out = [*_pdfs(), *_archives()]
    real = [
        ("pdf", documents.pdf("Words.", "More words.", author="Anna").read()),
        ("docx", documents.word((1, "Heading"), (0, "Words.")).read()),
        ("odt", documents.opendocument((1, "Heading"), (0, "Words.")).read()),
    ]
    while len(thought_out) < number:
        type_name, whole = chance.choice(real)
        thought_out.append((type_name, _harmed(whole, chance)))
    return thought_out[:number]


def _harmed(whole, chance):
    harmed = bytearray(whole)
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(len(harmed))
        deed = chance.choice(["change", "change", "change", "cut", "double"])
        if deed == "change":
            harmed[at] = chance.randrange(256)
        elif deed == "cut":
            del harmed[at : at + chance.randint(1, 50)]
        else:
            harmed[at:at] = harmed[at : at + chance.randint(1, 200)]
    return bytes(harmed)


def _pdfs():
    stream = zlib.compress(b"BT /F 12 Tf (words) Tj ET\n" * 4_000_000)
    yield (
        "pdf",
        _pdf(
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R>>",
            b"<</Filter/FlateDecode/Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        ),
    )
    yield "pdf", _pdf(b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 1000000>>", b"<<>>")  # its own grandparent
    yield "pdf", _pdf(b"[" * 200_000, b"<<>>")
    yield (
        "pdf",
        _pdf(
            b"<</Type/Page/Parent 2 0 R/Contents [%s]>>" % (b"4 0 R " * 500_000),
            b"<</Length 5>>stream\nBT ET\nendstream",
        ),
    )


def _pdf(third, fourth):
    bodies = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", third, fourth)
    objects = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1))
    return b"%PDF-1.7\n" + objects + b"trailer\n<</Root 1 0 R/Size 5>>\n%%EOF\n"


def _archives():
    yield "odt", documents.bare_opendocument("A&e11;Z", f"<!DOCTYPE x [<!ENTITY e0 'ha'>{ENTITIES}]>").read()
    yield "odt", documents.bare_opendocument("A&e;Z", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>').read()
    yield "docx", documents.bare_word("<w:p>" * 300_000).read()
    yield "docx", documents.bare_word("<w:tbl><w:tr><w:tc>" * 5_000 + "</w:tc></w:tr></w:tbl>" * 5_000).read()
    yield "docx", documents.bare_word("<w:p><w:r><w:t>" + "a" * 60_000_000 + "</w:t></w:r></w:p>").read()
    yield "xlsx", archive({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a>" * 1_000_000}).read()
    yield "pptx", archive({f"ppt/slides/slide{number}.xml": "<p/>" for number in range(20_000)}).read()
    yield "docx", _lying(documents.bare_word("<w:p><w:r><w:t>" + "b" * 1_000_000 + "</w:t></w:r></w:p>").read())
    yield "odt", b"PK\x05\x06" + b"\xff" * 18
    yield "txt", b"\xff\xfe" + b"\xd8\x00" * 2_000_000
    yield "txt", ("a" * 25_000_000).encode()


def _lying(whole):
    """An archive whose list says that its entries are small."""
    harmed, at = bytearray(whole), 0
    while (at := harmed.find(b"PK\x01\x02", at)) >= 0:
        harmed[at + 24 : at + 28] = (10).to_bytes(4, "little")
        at += 4
    return bytes(io.BytesIO(harmed).read())
