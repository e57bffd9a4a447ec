"""The process that opens one file of a stranger's and ends: `python -I -B child.py TYPE PARENT ALONE < file`.

Bytes come on standard input, the answer goes to standard output as one JSON object. PARENT is the number of the
process that waits for it; ALONE is 1 where the file may only be opened in isolation. Nothing else is inherited: no
environment, no descriptor, and the folder it stands in is empty. `reading.py` starts it and trusts none of its words.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from files.extraction import answer as answers
from files.extraction import confinement
from files.extraction.letters import plain
from files.extraction.sections import paragraphs, sections

MOST_BYTES = 64 * 1024 * 1024


def main(type_name, parent, alone):
    confinement.limit()
    confinement.die_with(parent)
    read = _reader(type_name)
    data = sys.stdin.buffer.read(MOST_BYTES)
    sys.stdin.close()
    refused = _isolated()
    confinement.die_with(parent)  # once more: with other rights than before the kernel has forgotten it
    said = {"refused": refused}
    if not (refused and alone) and read:
        said |= _said(read, data)
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode())
    sys.stdout.buffer.flush()


def _isolated():
    """Empty, or why the kernel refused it."""
    try:
        confinement.isolate()
    except confinement.NotIsolated as error:
        return str(error)
    return ""


def _reader(type_name):
    """The function for a type, with all it needs loaded: after `isolate` there are no files to load from. None for
    the type "none", which asks for the isolation alone."""
    for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", "latin-1", "cp437"):
        "".encode(name)
    if type_name == "none":
        return None
    if type_name == "txt":
        return _plain_text
    if type_name == "pdf":
        from files.extraction import pdf  # noqa: PLC0415  (pdfium is loaded for PDF alone)

        return pdf.read
    from files.extraction import office  # noqa: PLC0415  (kreuzberg is loaded for office files alone)

    return lambda data, answer: office.read(data, answer, type_name)


def _plain_text(data, answer):
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    for section in sections(paragraphs(plain(data.decode(encoding, "replace")))):
        answer.page_count += 1
        answer.add(section.heading, section.text)


def _said(read, data):
    answer = answers.Answer()
    try:
        read(data, answer)
        reading = answer.reading
    except answers.Protected:
        reading = answers.PROTECTED
    except answers.Unreadable:
        reading = answers.UNREADABLE
    except (answers.TooMuch, MemoryError, RecursionError):
        reading, answer.pages = answers.TOO_MUCH, []
    return {"reading": reading, "page_count": answer.page_count, "pages": answer.pages, "found": answer.found}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "1")
