"""Each file says by its content what it is; what isn't on the list is refused with its own sentence."""

import io
from pathlib import Path

import pytest

from files import refusals
from files.actions import check
from files.sniffing import MOST_ENTRIES, type_of
from files.types import TYPES
from tests.factories.files import archive, content, office

BAD = Path(__file__).parents[3] / "shared" / "data" / "bad" / "files"
needs_bad_files = pytest.mark.skipif(not BAD.exists(), reason=f"{BAD} is missing: the hostile files were not tried")


@pytest.mark.parametrize("type_name", TYPES)
def test_each_type_that_is_taken_is_known_by_its_content(type_name):
    assert type_of(content(type_name), f"wrong.exe{'.txt' if type_name == 'txt' else ''}") == type_name


@needs_bad_files
@pytest.mark.parametrize(("name", "refusal"), [
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
])
def test_hostile_files_are_refused_each_for_its_own_reason(name, refusal):
    with (BAD / name).open("rb") as file, pytest.raises(refusals.FileRefused) as caught:
        check(file, name)

    assert type(caught.value) is refusal


@needs_bad_files
def test_a_pdf_that_inflates_is_taken_because_nothing_here_inflates_it():
    with (BAD / "pdf-flate-bomb-500MB.pdf").open("rb") as file:
        assert check(file, "pdf-flate-bomb-500MB.pdf") == "pdf"


def test_every_reason_has_a_sentence_of_its_own():
    sentences = [str(each.message) for each in refusals.FileRefused.__subclasses__()]

    assert len(set(sentences)) == len(sentences)
