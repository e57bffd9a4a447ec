"""What the hostile files get: refused at the door, or read within the child's limits; nothing crashes."""

import resource
import time

import pytest

from core.refusals import Refusal
from files import actions, refusals
from files.extraction import reading, work
from files.models import StoredFile
from tests.hostile.files import FOLDER, collected, made

pytestmark = pytest.mark.django_db

# What each of the manifest's files gets at the door, or else what comes of reading it.
ANSWERS = {
    "docx-bomb-300MB.docx": refusals.Bloated,
    "docx-1M-paragraphs.docx": refusals.Bloated,
    "docx-xxe.docx": refusals.Damaged,
    "docx-password.docx": refusals.PasswordProtected,
    "exe-as.docx": refusals.IsProgram,
    "html-as.pdf": refusals.IsWebPage,
    "empty.pdf": refusals.Empty,
    "pdf-flate-bomb-500MB.pdf": "too_much",
    "pdf-truncated.pdf": refusals.Damaged,
    "png-bomb-40000x40000.png": refusals.TooManyPixels,
    "svg-ssrf.svg": refusals.IsDrawing,
    "csv-formula.csv": refusals.UnknownType,
}
SECONDS = 20
MOST_MEMORY = 512 * 1024  # kilobytes
LITTLE = 10_000


def test_each_of_the_collected_files_has_its_answer(member):
    names = collected()

    found = {name: answer(name, member) for name in names}

    assert found == ANSWERS


def answer(name, member):
    with (FOLDER / name).open("rb") as file:
        try:
            row = actions.upload(file, by=member, name=name)
        except Refusal as refusal:
            return type(refusal)
    while work.run_once():
        pass
    return StoredFile.objects.get(pk=row.pk).reading


@pytest.mark.parametrize("name", [name for name in ANSWERS if name.endswith((".docx", ".pdf"))])
def test_past_the_door_too_none_leaves_the_childs_limits(name, settings):
    collected()
    began = time.monotonic()

    said = reading.read(FOLDER / name, name.rpartition(".")[2])

    assert time.monotonic() - began < SECONDS
    assert said.reading in {"unreadable", "too_much", "read"}
    assert "root:" not in repr(said)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_fifty_more_end_in_a_reading_within_the_limits(tmp_path, seed):
    codes = dict(StoredFile.READINGS)
    path = tmp_path / "asked"

    for type_name, content in made(50, seed):
        path.write_bytes(content)
        began = time.monotonic()
        said = reading.read(path, type_name)

        assert time.monotonic() - began < reading.PATIENCE
        assert said.reading in codes
        assert "root:" not in repr(said)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY
