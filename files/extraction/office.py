"""Word, OpenDocument, PowerPoint and Excel through kreuzberg; who made them, from their own small parts.

It runs in the child.
"""

import io
import itertools
import re
import secrets
import zipfile
import zlib
from xml.etree import ElementTree

from kreuzberg import (
    ConcurrencyConfig,
    ExtractionConfig,
    KreuzbergError,
    PageConfig,
    PostProcessorConfig,
    extract_bytes_sync,
)

from files.extraction.answer import MOST_TEXT, Protected, TooMuch, Unreadable
from files.extraction.letters import plain
from files.extraction.sections import Block, Section, paragraphs, sections

_OPEN = "application/vnd.openxmlformats-officedocument."
CONTENT_TYPES = {
    "docx": _OPEN + "wordprocessingml.document",
    "pptx": _OPEN + "presentationml.presentation",
    "xlsx": _OPEN + "spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
MOST_OF_A_PART = 1024 * 1024
MOST_OF_THE_TEXT = 16 * 1024 * 1024
MOST_NAMES = 10
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")  # kreuzberg writes the cells of a table as Markdown
_SLIDE = f"<{secrets.token_hex()}>"  # no slide can guess it

# Part → {name of the element, without its namespace: the field it is}.
_PROPERTIES = {
    "docProps/core.xml": {
        "creator": "creator",
        "lastModifiedBy": "last_modified_by",
        "title": "title",
        "subject": "subject",
        "keywords": "keywords",
        "description": "comments",
        "created": "created",
        "modified": "modified",
    },
    "docProps/app.xml": {
        "Manager": "manager",
        "Company": "company",
        "Template": "template",
        "Application": "program",
    },
    "meta.xml": {
        "initial-creator": "creator",
        "creator": "last_modified_by",
        "title": "title",
        "subject": "subject",
        "keyword": "keywords",
        "description": "comments",
        "creation-date": "created",
        "date": "modified",
        "generator": "program",
    },
}
# What a damaged part may raise; the others may be whole.
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


def _attribute(name):
    return re.compile(rf"""\b{name}=(?P<sign>["'])(?P<name>(?:(?!(?P=sign))[^<]){{1,200}})(?P=sign)""".encode())


def _element(name):
    return re.compile(rf"<(?:\w+:)?{name}(?:\s[^<>]{{0,200}})?>(?P<name>[^<]{{1,200}})<".encode())


# Parts that name whoever commented, changed or printed, and how. XML takes both signs of quotation, and any prefix.
_NAMED = (
    (re.compile(r"word/[^/]+\.xml"), _attribute(r"w\w*:author")),
    (re.compile(r"xl/(?:comments/?)?comment[^/]*\.xml"), _element("author")),
    (re.compile(r"xl/persons/[^/]+\.xml"), _attribute("displayName")),
    (re.compile(r"ppt/(?:commentAuthors|authors)\.xml"), _attribute("name")),
    (re.compile(r"(?:content|styles)\.xml"), _element("creator")),
    (re.compile(r"meta\.xml"), _element("printed-by")),
    # What an organisation's own fields hold is theirs to name; a template that asks for people asks for these.
    (
        re.compile(r"docProps/custom\.xml"),
        re.compile(
            rb"""\bname=["'](?:Author|Owner|Reviewer|Checked by|Client|Editor|Typist)["'][^<]{0,200}>\s*"""
            rb"""<vt:lpw?str>(?P<name>[^<]{1,200})<"""
        ),
    ),
)


def read(data, answer, type_name):
    """Fill the answer with sections, slides or sheets."""
    answer.tell(**_found(data))
    if type_name == "pptx":
        pages = _slides(_extracted(data, type_name))
    else:
        pages = sections(_tidied(_blocks(_extracted(data, type_name))))
    more = _keep(pages, answer)
    answer.page_count = len(answer.pages) + more


def _keep(pages, answer):
    """Add pages while there is room; returns how many found none."""
    for page in pages:
        if not answer.add(page.heading, page.text):
            return 1 + sum(1 for _ in pages)
    return 0


def _extracted(data, type_name):
    config = ExtractionConfig(
        use_cache=False,
        enable_quality_processing=False,
        include_document_structure=True,
        pages=PageConfig(insert_page_markers=type_name == "pptx", marker_format=f"\n\n{_SLIDE}\n\n"),
        postprocessor=PostProcessorConfig(enabled=False),
        concurrency=ConcurrencyConfig(max_threads=1),
    )
    try:
        return extract_bytes_sync(data, CONTENT_TYPES[type_name], config)
    except KreuzbergError as error:
        raise _meaning(str(error).lower()) from error


def _meaning(said):
    """Which of our refusals kreuzberg's sentence is; it has no codes for them."""
    if "security limit" in said:
        return TooMuch
    return Protected if "password" in said or "encrypted" in said else Unreadable


def _blocks(result):
    """The document's headings, paragraphs and table rows, as it has them."""
    nodes = (result.document or {}).get("nodes") or ()
    if not nodes:
        yield from paragraphs(result.content)
    for node in nodes:
        content = node.get("content") or {}
        kind = content.get("node_type")
        if kind == "table":
            yield from _rows(content.get("grid") or {})
        elif kind != "group":  # a group says what its heading says again
            yield Block(content.get("text") or "", is_heading=kind in {"heading", "title"})


def _rows(grid):
    cells = sorted(grid.get("cells") or (), key=lambda cell: (cell["row"], cell["col"]))
    for _row, of_row in itertools.groupby(cells, key=lambda cell: cell["row"]):
        yield Block(" | ".join(filter(None, (_BOLD.sub(r"\1", cell["content"]).strip() for cell in of_row))))


def _tidied(blocks):
    for block in blocks:
        text = plain(block.text[:MOST_TEXT])
        if text:
            yield Block(text, block.is_heading)


def _slides(result):
    """Slides as sections; a slide's first line is its heading."""
    for text in result.content.split(_SLIDE)[1:]:
        heading, _, rest = text.strip().partition("\n")
        yield Section(heading.strip(), [rest])


def _found(data):
    """What the document says of who made it; what is damaged says nothing."""
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part, names in _PROPERTIES.items():
                found.update(_properties(_part(archive, part, MOST_OF_A_PART), names))
            found["reviewers"] = _names(archive)
    except _DAMAGED:
        pass
    return found


def _properties(part, names):
    try:
        # expat bounds what entities grow to, and there is no file and no network here to fetch one from.
        root = ElementTree.fromstring(part) if part else ()  # noqa: S314
    except ElementTree.ParseError:
        return {}
    elements = root.iter() if len(part) else ()
    found = {}
    for element in elements:
        field = names.get(element.tag.rpartition("}")[2])
        if field and element.text:
            found.setdefault(field, element.text)
    for moment in ("created", "modified"):
        if moment in found:
            found[moment] = found[moment][: len("2026-11-25")]
    return found


def _names(archive):
    """Who commented or changed something, each once, parted by commas."""
    names = {}
    for part in archive.namelist():
        for named, pattern in _NAMED:
            if named.fullmatch(part):
                for found in pattern.finditer(_part(archive, part, MOST_OF_THE_TEXT)):
                    names.setdefault(_unescaped(found["name"].decode(errors="replace")).strip())
    return ", ".join(itertools.islice(filter(None, names), MOST_NAMES))


def _unescaped(name):
    for sign, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(sign, letter)
    return name


def _part(archive, name, most):
    """The beginning of a part; empty where it is missing or damaged."""
    if name not in archive.NameToInfo:
        return b""
    try:
        with archive.open(name) as part:
            return part.read(most)
    except _DAMAGED:
        return b""
