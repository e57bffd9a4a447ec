"""Makes the demo's documents: `documents/*.md` become PDF, DOCX and ODT in `files/`, or in the folder that is named.

The finished files are committed, so that a fresh machine needs none of what makes them (requirements-dev.in).
"""

import sys
from pathlib import Path

from making.as_docx import as_docx
from making.as_odt import as_odt
from making.as_pdf import as_pdf
from making.reading import read

HERE = Path(__file__).parent
MAKERS = {"pdf": as_pdf, "docx": as_docx, "odt": as_odt}


def main():
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "files"
    for path in sorted((HERE / "documents").glob("*.md")):
        document = read(path)
        content = MAKERS[document.kind](document)
        (target / document.name).write_bytes(content)
        print(f"{len(content) / 1000:6.1f} kB  {document.name}")


if __name__ == "__main__":
    main()
