"""What the hostile files get: refused at the door, or read within the child's limits; nothing crashes."""

import subprocess
import sys
import time

import pytest
from django.conf import settings

from core.refusals import Refusal
from files import actions, refusals
from files.extraction import reading, work
from files.models import StoredFile
from tests.hostile.files import FOLDER, collected, made
from tests.run.processes import environment

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
# In a small process of its own: what a child is said to have used includes what its parent had when it was started,
# and this one has other children too.
MEASURE = """
import resource, sys
import django
django.setup()
from files.extraction import reading
for asked in sys.argv[1:]:
    path, type_name = asked.rsplit(":", 1)
    reading.read(path, type_name)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
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


def memory_of_reading(*asked):
    """The most that any child used, in kilobytes. asked: (path, type)."""
    pairs = [f"{path}:{type_name}" for path, type_name in asked]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *pairs],
        env=environment(settings.VAR),
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.parametrize("name", [name for name in ANSWERS if name.endswith((".docx", ".pdf"))])
def test_past_the_door_too_none_leaves_the_childs_limits(name):
    collected()
    began = time.monotonic()

    said = reading.read(FOLDER / name, name.rpartition(".")[2])

    assert time.monotonic() - began < SECONDS
    assert said.reading in {"unreadable", "too_much", "read"}
    assert "root:" not in repr(said)
    assert memory_of_reading((FOLDER / name, name.rpartition(".")[2])) < MOST_MEMORY


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_fifty_more_end_in_a_reading_within_the_limits(tmp_path, seed):
    codes, asked = dict(StoredFile.READINGS), []

    for number, (type_name, content) in enumerate(made(50, seed)):
        path = tmp_path / str(number)
        path.write_bytes(content)
        asked.append((path, type_name))
        began = time.monotonic()
        said = reading.read(path, type_name)

        assert time.monotonic() - began < reading.PATIENCE
        assert said.reading in codes
        assert "root:" not in repr(said)
    assert memory_of_reading(*asked) < MOST_MEMORY
