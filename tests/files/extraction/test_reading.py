"""What a real child reads in real documents, and what no child may."""

import contextlib
import errno
import io
import json
import os
import signal
import socket
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from files.extraction import reading
from files.extraction.reading import Reading
from tests.factories import documents
from tests.factories.files import content
from tests.run.processes import eventually
from tests.services import require

ARABIC = "حماية الشهود والضحايا. لا إله إلا الله، أما الآن فالأمر 2024 لأنهم.\nالمحكمة الجنائية الدولية."


def test_a_pdf_has_its_pages(read):
    said = read(documents.pdf("The first page of the paper.", "Друга сторінка є українською.", author="Anna"), "pdf")

    assert (said.reading, said.page_count, said.found["creator"]) == ("read", 2, "Anna")
    assert said.pages == [("", "The first page of the paper.", "en"), ("", "Друга сторінка є українською.", "uk")]


@pytest.mark.parametrize(
    ("author", "creators", "found"),
    [
        ("", ["Anna &amp; Co", "Борис"], "Anna & Co, Борис"),
        ("Anna", ["Anna", "Carl", "Carl"], "Anna, Carl"),
        ("Anna", [], "Anna"),
    ],
)
def test_whom_the_xmp_of_a_pdf_names_is_found_too(read, author, creators, found):
    assert read(documents.pdf("Text.", author=author, creators=creators), "pdf").found["creator"] == found


def test_bookmarks_are_the_headings_of_the_pages_they_lead_to(texts):
    assert texts(documents.pdf("One.", "Two.", bookmarks=["Beginning"]), "pdf") == [("Beginning", "One."), ("", "Two.")]


def test_arabic_in_a_pdf_is_in_reading_order_with_its_letters(texts):
    assert texts(documents.pdf(ARABIC), "pdf") == [("", ARABIC)]


@pytest.mark.parametrize("line", ["لا إله إلا الله، أما الآن فالأمر", "قرار رقم 2024 لا إله إلا الله، أما الآن"])
def test_an_arabic_line_drawn_letter_by_letter_is_one_line_in_reading_order(texts, line):
    assert texts(documents.pdf_by_letters(line), "pdf") == [("", line)]


def test_a_scan_is_said_to_be_one_and_keeps_its_page_numbers(read):
    scan, mixed = read(documents.pdf(None, None), "pdf"), read(documents.pdf(None, "Words."), "pdf")

    assert (scan.reading, scan.page_count, scan.pages) == ("pictures", 2, [("", "", ""), ("", "", "")])
    assert (mixed.reading, mixed.page_count, mixed.pages) == ("read", 2, [("", "", ""), ("", "Words.", "")])


def test_a_pdf_with_a_password_says_so(read):
    assert read(documents.pdf("Secret.", password="x"), "pdf") == Reading("protected")


PARTS = [(1, "First"), (0, "The text of the first part."), (2, "Second"), (0, "Другий розділ, у якому є слова.")]


@pytest.mark.parametrize(("make", "type_name"), [(documents.word, "docx"), (documents.opendocument, "odt")])
def test_running_text_has_sections_with_headings(read, make, type_name):
    said = read(make(*PARTS, author="Anna"), type_name)

    assert (said.reading, said.page_count) == ("read", 2)
    assert said.pages == [
        ("First", "The text of the first part.", "en"),
        ("Second", "Другий розділ, у якому є слова.", "uk"),
    ]


def test_arabic_in_word_has_its_letters(texts):
    assert texts(documents.word((1, "حماية"), (0, "ﺣﻤﺎﻳﺔ ﺍﻟﺸﻬﻮﺩ")), "docx") == [("حماية", "حماية الشهود")]


def test_tables_are_rows(texts):
    table = "<w:tbl><w:tr>{}</w:tr><w:tr>{}</w:tr></w:tbl>".format(
        *("".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in ("ab", "cd"))
    )

    assert texts(documents.bare_word(table), "docx") == [("", "a | b\n\nc | d")]


def test_what_is_bold_in_a_table_bears_no_marks(texts):
    bold = "<w:tbl><w:tr><w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Risk</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"

    assert texts(documents.bare_word(bold), "docx") == [("", "Risk")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_read_in_its_encoding(texts, encoding):
    assert texts(io.BytesIO("Ще є слова.\r\n\r\nІ ще.".encode(encoding)), "txt") == [("", "Ще є слова.\n\nІ ще.")]


def test_a_document_without_text_is_empty(read):
    assert [read(documents.word(), "docx").reading, read(io.BytesIO(b" \n"), "txt").reading] == ["empty", "empty"]


@pytest.mark.parametrize("type_name", ["pdf", "docx", "xlsx", "pptx", "odt"])
def test_what_only_begins_like_a_document_is_unreadable_and_nothing_worse(read, type_name):
    said = read(io.BytesIO(content(type_name).read()[:60]), type_name)

    assert said == Reading("unreadable")


def test_who_made_a_word_document_is_found(read):
    found = read(documents.word((0, "x"), author="Anna Author", changed_by="Carl Changer"), "docx").found

    assert (found["creator"], found["last_modified_by"]) == ("Anna Author", "Carl Changer")


def test_who_made_an_opendocument_is_found(read):
    assert (
        read(documents.opendocument((0, "x"), author="Anna Author"), "odt").found["last_modified_by"] == "Anna Author"
    )


def test_who_changed_a_document_with_changes_shown_is_found_once(read):
    said = read(documents.commented("Anna &amp; Co", "Carl", "Carl"), "docx")

    assert said.found == {"reviewers": "Anna & Co, Carl"}


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("word/footnotes.xml", '<w:ins w:author="Anna O\'Hara"/>'),
        ("word/header2.xml", "<w:del w:author='Anna O&apos;Hara'/>"),
        ("word/people.xml", '<w15:person w15:author="Anna O\'Hara"/>'),
        ("xl/comments1.xml", "<authors><author>Anna O'Hara</author></authors>"),
        ("xl/comments/comment2.xml", "<x:author>Anna O'Hara</x:author>"),
        ("xl/persons/person.xml", '<person displayName="Anna O\'Hara" id="{1}"/>'),
        ("ppt/authors.xml", '<p188:author id="{1}" name="Anna O\'Hara" initials="AO"/>'),
        ("styles.xml", "<dc:creator>Anna O'Hara</dc:creator>"),
        ("meta.xml", "<a:x xmlns:a='a'><a:printed-by>Anna O'Hara</a:printed-by></a:x>"),
        (
            "docProps/custom.xml",
            '<property name="Id"><vt:lpwstr>0</vt:lpwstr><property name="Checked by"><vt:lpwstr>Anna O\'Hara<',
        ),
    ],
)
def test_whoever_commented_changed_or_printed_is_found_wherever_it_is_written(read, part, text):
    whole = documents.word((0, "Words."))
    with zipfile.ZipFile(whole, "a") as entries:
        entries.writestr(part, text)
    whole.seek(0)

    assert read(whole, "docx").found["reviewers"] == "Anna O'Hara"


def test_whoever_wrote_notes_into_a_pdf_is_found_once(read):
    said = read(documents.pdf("Words.", "More.", notes=["Anna", "Оксана Ємець", "Anna"]), "pdf")

    assert said.found["reviewers"] == "Anna, Оксана Ємець"


def test_a_damaged_part_of_who_made_it_leaves_the_text_and_the_others(read):
    whole = documents.word((0, "Words."), author="Anna")
    with zipfile.ZipFile(whole, "a") as entries:
        entries.writestr("word/comments.xml", '<w:comment w:author="Carl"/>')
        place = entries.getinfo("docProps/core.xml")
    harmed = bytearray(whole.getvalue())
    start = place.header_offset + 30 + len(place.filename)
    harmed[start : start + 8] = b"\xff" * 8

    said = read(io.BytesIO(harmed), "docx")

    assert ([text for _, text, _ in said.pages], said.found.get("creator"), said.found["reviewers"]) == (
        ["Words."],
        None,
        "Carl",
    )


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{}">]>'


@pytest.mark.parametrize(
    ("make", "type_name"),
    [
        (lambda prolog: documents.bare_word("<w:p><w:r><w:t>A&e;Z</w:t></w:r></w:p>", prolog), "docx"),
        (lambda prolog: documents.bare_opendocument("A&e;Z", prolog), "odt"),
    ],
)
def test_an_entity_reads_no_file_and_fetches_nothing(read, make, type_name, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary")

    said = read(make(ENTITY.format(secret.as_uri())), type_name)

    assert "canary" not in repr(said)
    assert said.reading in {"read", "unreadable"}


def test_entities_within_entities_end(read):
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    prolog = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>'

    said = read(documents.bare_opendocument("A&e9;Z", prolog), "odt")

    assert len(repr(said)) < 10_000


def test_a_long_document_is_read_in_part(read):
    said = read(io.BytesIO("\n\n".join("word " * 600 for _ in range(1100)).encode()), "txt")

    assert (said.reading, len(said.pages), said.page_count) == ("partly", 1000, 1100)


# What the child may not, tried by a program that stands in its place.
PROBE = """
import errno, json, os, pathlib, signal, socket, sys
sys.path.insert(0, sys.argv[1])
from files.extraction import confinement
confinement.limit()
confinement.isolate()
def tried(deed):
    try:
        deed()
    except (OSError, MemoryError) as error:
        return getattr(error, "errno", "memory")
    return "done"
def connect(family, address):
    with socket.socket(family) as line:
        line.connect(address)
def fork_for_ever():
    for _ in range(200):
        if os.fork() == 0:
            while True:
                signal.pause()
print(json.dumps({
    "environment": dict(os.environ),
    "descriptors": sorted(n for n in range(64) if tried(lambda: os.fstat(n)) == "done"),
    "folder": os.listdir("/"), "etc": tried(lambda: open("/etc/passwd")),
    "proc": tried(lambda: open("/proc/self/maps")),
    "write": tried(lambda: pathlib.Path("x").write_text("x")),
    "tcp": tried(lambda: connect(socket.AF_INET, ("127.0.0.1", int(sys.argv[2])))),
    "unix": tried(lambda: connect(socket.AF_UNIX, sys.argv[3])),
    "chroot": tried(lambda: os.chroot("/")), "setuid": tried(lambda: os.setuid(0)),
    "memory": tried(lambda: bytearray(600 << 20)), "fork": tried(fork_for_ever),
}), flush=True)
os.killpg(0, signal.SIGKILL)
"""


@pytest.fixture
def confined(tmp_path):
    """What PROBE could do, as {deed: errno or what was found}."""
    require("isolation")
    root = str(reading.CHILD.parents[2])
    with socket.socket() as tcp, socket.socket(socket.AF_UNIX) as unix:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        unix.bind(str(tmp_path / "socket"))
        unix.listen()
        empty = tmp_path / "empty"
        empty.mkdir()
        ended = subprocess.run(
            [sys.executable, "-I", "-B", "-c", PROBE, root, str(tcp.getsockname()[1]), str(tmp_path / "socket")],
            env={}, cwd=empty, stdin=subprocess.DEVNULL, capture_output=True, check=False, start_new_session=True,
            timeout=30,
        )  # fmt: skip
    return json.loads(ended.stdout)


def test_a_confined_process_has_no_files_no_network_no_environment_and_no_way_back(confined):
    assert confined == {
        "environment": confined["environment"],
        "descriptors": [0, 1, 2],
        "folder": [],
        "etc": errno.ENOENT,
        "proc": errno.ENOENT,
        "write": confined["write"],
        "tcp": errno.ENETUNREACH,
        "unix": errno.ENOENT,
        "chroot": errno.EPERM,
        "setuid": confined["setuid"],
        "memory": "memory",
        "fork": errno.EAGAIN,
    }
    assert set(confined["environment"]) <= {"LC_CTYPE"}  # Python's own doing
    assert confined["write"] in {errno.EFBIG, errno.EACCES, errno.EPERM}
    assert confined["setuid"] in {errno.EINVAL, errno.EPERM}


@pytest.fixture
def waiting_child(tmp_path):
    """A real child that waits for its file: (its process number, the reading that waits for it)."""
    if sys.platform != "linux":
        pytest.skip("asked of /proc")
    fifo = tmp_path / "slow"
    os.mkfifo(fifo)
    held = os.open(fifo, os.O_RDWR)
    with ThreadPoolExecutor(1) as pool:
        said = pool.submit(reading.read, fifo, "txt")
        assert eventually(lambda: children() and "Threads" in status(children()[0]), 20)
        child = children()[0]
        assert eventually(lambda: b"child.py" in (child / "cmdline").read_bytes(), 20)
        yield child, said
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(child.name), signal.SIGKILL)
        said.exception(20)
    os.close(held)


def children():
    """The processes that this one has started to read something, as their folders in /proc."""
    mine = f"PPid:\t{os.getpid()}\n"
    return [each for each in Path("/proc").glob("[0-9]*") if mine in status(each) and b"child.py" in command(each)]


def status(process):
    return told(process / "status").decode()


def command(process):
    return told(process / "cmdline")


def told(path):
    try:
        return path.read_bytes()
    except OSError:  # it ended while we looked
        return b""


def test_a_child_inherits_nothing(monkeypatch, tmp_path, request):
    monkeypatch.setenv("FORA_SECRET_KEY", "canary")
    secret = (tmp_path / "secret").open("w")
    os.set_inheritable(secret.fileno(), True)

    child, said = request.getfixturevalue("waiting_child")

    names = {line.partition(b"=")[0].decode() for line in told(child / "environ").split(b"\0") if line}
    secret.close()
    assert names == set(reading.ENVIRONMENT)
    assert sorted(int(each.name) for each in (child / "fd").iterdir()) == [0, 1, 2]
    assert os.getpgid(int(child.name)) == int(child.name)


def test_a_child_killed_from_outside_says_nothing_of_its_file(waiting_child):
    child, said = waiting_child
    os.kill(int(child.name), signal.SIGKILL)

    assert isinstance(said.exception(20), reading.Interrupted)


def test_a_child_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.5)
    fifo = tmp_path / "slow"
    os.mkfifo(fifo)
    held = os.open(fifo, os.O_RDWR)

    with pytest.raises(reading.Interrupted):
        reading.read(fifo, "txt")
    os.close(held)

    assert children() == []


@pytest.mark.parametrize("told", [{"reading": []}, {"reading": {}}, {"reading": None}, {}])
def test_an_answer_without_a_reading_is_unreadable(told):
    assert reading._shaped(told) == Reading("unreadable")
