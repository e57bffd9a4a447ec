"""Each file says by its content what it is; what isn't on the list is refused with its own sentence."""

import io
import zipfile

import pytest

from files import refusals
from files.actions import check
from files.pictures import redraw
from files.sniffing import MOST_ENTRIES, OLE, type_of
from files.types import TYPES
from tests.factories.files import archive, content, office
from tests.services import require


@pytest.fixture
def bad():
    """The folder of the hostile files."""
    return require("hostile files")


def refusal_of(file, name="paper.docx"):
    with pytest.raises(refusals.FileRefused) as caught:
        check(file, name)
    return type(caught.value)


@pytest.mark.parametrize("type_name", TYPES)
def test_each_type_that_is_taken_is_known_by_its_content(type_name):
    name = "wrong.exe.txt" if type_name == "txt" else "wrong.exe"

    assert type_of(content(type_name), name) == type_name


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("docx-bomb-300MB.docx", refusals.Bloated),
        ("docx-1M-paragraphs.docx", refusals.Bloated),
        ("docx-xxe.docx", refusals.Damaged),
        ("docx-password.docx", refusals.PasswordProtected),
        ("exe-as.docx", refusals.IsProgram),
        ("html-as.pdf", refusals.IsWebPage),
        ("empty.pdf", refusals.Empty),
        ("pdf-truncated.pdf", refusals.Damaged),
        ("svg-ssrf.svg", refusals.IsDrawing),
        ("csv-formula.csv", refusals.UnknownType),
    ],
)
def test_hostile_files_are_refused_each_for_its_own_reason(bad, name, refusal):
    with (bad / name).open("rb") as file:
        assert refusal_of(file, name) is refusal


def test_a_picture_of_a_billion_pixels_is_refused_before_it_is_decoded(bad):
    with (bad / "png-bomb-40000x40000.png").open("rb") as file:
        type_name = check(file, "png-bomb-40000x40000.png")

        with pytest.raises(refusals.TooManyPixels), redraw(file, type_name):
            pass


def test_a_pdf_that_inflates_is_taken_because_nothing_here_inflates_it(bad):
    with (bad / "pdf-flate-bomb-500MB.pdf").open("rb") as file:
        assert check(file, "pdf-flate-bomb-500MB.pdf") == "pdf"


def test_every_hostile_file_is_tried_here(bad):
    tried = {
        mark.args[1][i][0]
        for mark in test_hostile_files_are_refused_each_for_its_own_reason.pytestmark
        if mark.name == "parametrize"
        for i in range(len(mark.args[1]))
    }
    tried |= {"png-bomb-40000x40000.png", "pdf-flate-bomb-500MB.pdf", "manifest.json"}

    assert {path.name for path in bad.iterdir()} == tried


def test_every_reason_has_a_sentence_of_its_own():
    sentences = [str(each.message) for each in refusals.FileRefused.__subclasses__()]

    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("bytes_", "name", "refusal"),
    [
        (b"\x7fELF\x02\x01", "tool.pdf", refusals.IsProgram),
        (b"#!/bin/sh\n", "run.txt", refusals.IsProgram),
        (b"  <HTML><body>", "page.txt", refusals.IsWebPage),
        ("\ufeff<!doctype html>".encode("utf-16"), "page.txt", refusals.IsWebPage),
        (b"<?xml version='1.0'?><svg:svg xmlns:svg=''>", "drawing.txt", refusals.IsDrawing),
        (OLE + b"\0" * 600, "old.doc", refusals.OldFormat),
        (
            OLE + b"\0" * (1024 * 1024 - 20) + "EncryptedPackage".encode("utf-16-le"),
            "new.docx",
            refusals.PasswordProtected,
        ),
        (b"\x00\x01\x02", "noise.txt", refusals.UnknownType),
        (b"caf\xe9", "latin.txt", refusals.NotText),
        (b"a\x07b", "bell.txt", refusals.NotText),
        ("odd".encode("utf-16") + b"\xd8", "broken.txt", refusals.NotText),
        (b"plain words", "words.py", refusals.UnknownType),
        (b"GIF89a", "picture.gif", refusals.UnknownType),
        (b"PK\x03\x04 and no more", "broken.docx", refusals.Damaged),
    ],
)
def test_what_is_something_else_is_refused_by_its_content(bytes_, name, refusal):
    assert refusal_of(io.BytesIO(bytes_), name) is refusal


@pytest.mark.parametrize(
    "words", ["نص بسيط".encode(), "\ufeffwords".encode(), "Слова".encode("utf-16"), b"a\tb\r\nc\x0cd"]
)
def test_text_in_utf_8_and_in_utf_16_with_its_mark_is_taken(words):
    assert type_of(io.BytesIO(words), "words.TXT") == "txt"


def test_text_is_read_to_its_end():
    assert refusal_of(io.BytesIO(b"a" * 3_000_000 + b"\x00"), "long.txt") is refusals.NotText


def test_a_character_on_the_border_of_two_blocks_is_still_text():
    assert type_of(io.BytesIO(b"a" * (1024 * 1024 - 1) + "é".encode()), "long.txt") == "txt"


def test_an_archive_of_many_entries_is_refused():
    many = office("docx", {f"word/{number}.xml": "" for number in range(MOST_ENTRIES)})

    assert refusal_of(many) is refusals.Bloated


def test_an_archive_whose_entries_share_their_bytes_is_refused():
    # The central directory names one entry's bytes a hundred times over.
    noise = bytes(range(256)) * 40
    packed = archive({"[Content_Types].xml": "x", "a.xml": noise})
    with zipfile.ZipFile(packed, "a") as names:
        names.filelist.extend([names.getinfo("a.xml")] * 100)
        names._didModify = True

    assert refusal_of(packed) is refusals.Bloated


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_is_packed_in_a_way_that_no_document_knows_is_refused(method):
    packed = office("docx")
    with zipfile.ZipFile(packed, "a") as entries:
        entries.writestr("word/comments.xml", b"x" * 100, compress_type=method)

    assert refusal_of(packed) is refusals.Damaged


@pytest.mark.parametrize("more", [{"word/vbaProject.bin": "x"}])
def test_macros_are_refused(more):
    assert refusal_of(office("docx", more)) is refusals.HoldsMacros


def test_a_macro_document_under_another_name_is_refused():
    kind = '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'

    assert refusal_of(archive({"[Content_Types].xml": kind})) is refusals.HoldsMacros


def test_an_archive_that_is_no_document_is_refused():
    assert refusal_of(archive({"notes.txt": "x"})) is refusals.UnknownType


def test_a_document_of_two_kinds_is_refused():
    kinds = "".join(
        f'"application/vnd.openxmlformats-officedocument.{kind}.main+xml"'
        for kind in ("wordprocessingml.document", "spreadsheetml.sheet")
    )

    assert refusal_of(archive({"[Content_Types].xml": kinds})) is refusals.UnknownType


def test_an_encrypted_opendocument_is_said_to_be_protected():
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }

    assert refusal_of(archive(parts), "paper.odt") is refusals.PasswordProtected


def test_one_byte_too_many_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = len(content("pdf").read())
    exact, more = content("pdf"), io.BytesIO(content("pdf").read() + b"\n")

    assert check(exact, "paper.pdf") == "pdf"
    assert refusal_of(more, "paper.pdf") is refusals.TooBig
