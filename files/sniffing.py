"""What a file is, told by its content and never by its name. Nothing is unpacked to disk and nothing read unbounded."""

import codecs
import re
import zipfile
import zlib

from files import refusals

HEAD = 4096
TAIL = 64 * 1024
# Figures of THREATS section 4 and of the NCSC's pattern for importing data.
MOST_ENTRIES = 1000
MOST_RATIO = 100
MOST_INFLATED = 250 * 1024 * 1024
MOST_OF_A_PART = 1024 * 1024
# What Office and OpenDocument know (ECMA-376 part 2, annex B; ODF 1.3 part 2, 2.1). Other ways to pack are other
# readers, each with faults of its own.
PACKED_BY = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
)
WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|meta|title)[\s>/]", re.IGNORECASE)
DRAWING = re.compile(rb"<(?:[a-z]+:)?svg[\s>]", re.IGNORECASE)
MAIN_PART = re.compile(rb"application/vnd\.([a-z0-9.-]+)\.main\+xml", re.IGNORECASE)
OFFICE = {
    b"openxmlformats-officedocument.wordprocessingml.document": "docx",
    b"openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    b"openxmlformats-officedocument.presentationml.presentation": "pptx",
}


def type_of(file, name=""):
    """The type (a key of TYPES) of an open binary file; raises a FileRefused that says why it isn't taken.

    `name` counts for text alone: nothing in the bytes tells a plain text from a spreadsheet's .csv or a program's
    source, so a text must also call itself .txt.
    """
    head = _read(file, 0, HEAD)
    if not head:
        raise refusals.Empty
    picture = _picture(head)
    if picture:
        return picture
    if head.startswith(b"%PDF-"):
        return _pdf(file)
    if head.startswith(b"PK\x03\x04"):
        return _office(file)
    _refuse_known(file, head)
    return _text(file, head, name)


def _read(file, start, most):
    file.seek(start)
    return file.read(most)


def _picture(head):
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return None


def _pdf(file):
    """A PDF ends in %%EOF, after which some programs add a little; without it the sending broke off."""
    size = file.seek(0, 2)
    if b"%%EOF" not in _read(file, max(0, size - TAIL), TAIL):
        raise refusals.Damaged
    return "pdf"


def _refuse_known(file, head):
    """Refuse what is surely something else, each kind with its own sentence."""
    if head.startswith(PROGRAMS):
        raise refusals.IsProgram
    if head.startswith(OLE):
        raise refusals.PasswordProtected if _holds_encrypted_package(file) else refusals.OldFormat
    markup = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if DRAWING.search(markup[:1024]) and markup.startswith(b"<"):
        raise refusals.IsDrawing
    if markup.startswith(b"<") and WEB_PAGE.search(markup):
        raise refusals.IsWebPage


def _holds_encrypted_package(file):
    """Office wraps an encrypted document into an OLE container with a stream of this name, in UTF-16."""
    name = "EncryptedPackage".encode("utf-16-le")
    file.seek(0)
    last = b""
    while block := file.read(MOST_OF_A_PART):
        if name in last + block:
            return True
        last = block[-len(name) :]
    return False


def _office(file):
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bloated(file, archive)
            _refuse_packed_otherwise(archive)
            return _office_type(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        KeyError,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise refusals.Damaged from error


def _refuse_bloated(file, archive):
    """Refuse what unpacks to too much, by what the archive says of itself; extraction bounds itself once more."""
    entries = archive.infolist()
    inflated, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    size = file.seek(0, 2)
    # Entries that share their bytes are how small archives unpack to endless ones.
    overlapping = packed > size
    if len(entries) > MOST_ENTRIES or inflated > min(MOST_INFLATED, MOST_RATIO * size) or overlapping:
        raise refusals.Bloated


def _refuse_packed_otherwise(archive):
    if not {entry.compress_type for entry in archive.infolist()} <= PACKED_BY:
        raise refusals.Damaged


def _office_type(archive):
    names = set(archive.namelist())
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise refusals.PasswordProtected
    if "[Content_Types].xml" in names:
        return _microsoft_type(archive, names)
    if "mimetype" in names and _part(archive, "mimetype").strip() == b"application/vnd.oasis.opendocument.text":
        return _opendocument(archive, names)
    raise refusals.UnknownType


def _microsoft_type(archive, names):
    parts = {match[1].lower() for match in MAIN_PART.finditer(_part(archive, "[Content_Types].xml"))}
    if any(b"macroenabled" in part for part in parts) or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusals.HoldsMacros
    found = {OFFICE[part] for part in parts if part in OFFICE}
    if len(found) != 1:
        raise refusals.UnknownType
    # The format forbids document types (ECMA-376 part 2, 8.1.4); who puts one in wants a reader to fetch something.
    if any(b"<!DOCTYPE" in _part(archive, name, HEAD) for name in names if name.lower().endswith((".xml", ".rels"))):
        raise refusals.Damaged
    return found.pop()


def _opendocument(archive, names):
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in _part(archive, manifest):
        raise refusals.PasswordProtected
    return "odt"


def _part(archive, name, most=MOST_OF_A_PART):
    with archive.open(name) as part:
        return part.read(most)


def _text(file, head, name):
    encoding = _encoding(head)
    if not str(name).lower().endswith(".txt") or (encoding == "utf-8" and b"\x00" in head):
        raise refusals.UnknownType
    if not _decodes(file, encoding):
        raise refusals.NotText
    return "txt"


def _encoding(head):
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8"


def _decodes(file, encoding):
    """Whether all of it is text: it decodes, and holds no NUL and no control characters but tabs and line ends."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while block := file.read(MOST_OF_A_PART):
            if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", decoder.decode(block)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
