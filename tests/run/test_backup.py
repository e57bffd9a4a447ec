"""A back-up made under load comes back on an empty machine: every row and every file, found again by search."""

import contextlib
import hashlib
import os
import re
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.run.processes import ROOT, environment, eventually, manage

pytestmark = [pytest.mark.slow]

WRITERS = 2
# What a restore makes anew: the index's own book-keeping.
OF_THE_INDEX = {"search_indexed", "search_pending", "search_counter", "sqlite_sequence"}
NOT_KEPT = {"django_session", "cache_default", "cache_pages"}
MAKE = """
from core.forms import new_once
from core.models import Audience
from forum import actions
from members.actions import admit
people = [admit(email=f"writer{n}@test.example", name=f"Writer {n}", by=None) for n in range(2)]
board = actions.create_board(audience=Audience.objects.get(key="members"), texts={"en": ("Board", "")}, by=None)
actions.start_topic(board, by=people[0], title="Under load", body="First.", once=new_once())
"""
# Posts with a file each, one after the other, until the folder holds `stop`; what is committed is said.
WRITE = """
import io, itertools
from django.conf import settings
from core.forms import new_once
from files.actions import upload
from forum.actions import reply
from forum.models import Topic
from members.models import User
person, topic = User.objects.get(email="writer{number}@test.example"), Topic.objects.get()
settings.UPLOADS_PER_PERSON = 10_000
for post in itertools.count():
    if (settings.VAR / "stop").exists():
        break
    text = f"writer {number} post {{post}}"
    file = upload(io.BytesIO(text.encode() * 100), by=person, name="note.txt")
    reply(topic, by=person, body=text, once=new_once(), files=[file])
    print(text, flush=True)
"""


@pytest.fixture
def variables():
    """What the environment says of the database: nothing, so it is SQLite."""
    return {}


@pytest.fixture
def busy(var, variables, tmp_path):
    """A site on which two people write and upload without a pause; gives a function that reads what was committed."""
    made = manage(var, "shell", "-v", "0", "-c", MAKE, **variables)
    assert made.returncode == 0, made.stdout + made.stderr
    ledgers = [tmp_path / f"ledger-{number}" for number in range(WRITERS)]
    writers = []
    for number, ledger in enumerate(ledgers):
        command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", WRITE.format(number=number)]
        with ledger.open("w") as out:
            writers.append(subprocess.Popen(command, cwd=ROOT, env=environment(var, **variables), stdout=out))

    def committed():
        return [line for ledger in ledgers for line in ledger.read_text().splitlines()]

    yield committed
    (var / "stop").touch()
    assert [writer.wait(timeout=60) for writer in writers] == [0] * WRITERS


@pytest.fixture
def empty(tmp_path):
    """The data folder of a new machine."""
    (folder := tmp_path / "new").mkdir()
    return folder


def rows(path):
    """{table: [rows, sorted]} of a SQLite file."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in tables}


def files_below(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def column(var, question):
    with contextlib.closing(sqlite3.connect(f"file:{var / 'fora.sqlite3'}?mode=ro", uri=True)) as database:
        return [value for (value,) in database.execute(question)]


def test_a_backup_under_load_holds_all_that_was_committed_before_it(busy, var, empty, tmp_path):
    assert eventually(lambda: len(busy()) > 30, 60)
    before = busy()

    made = manage(var, "backup", str(tmp_path / "backup"))
    assert eventually(lambda: len(busy()) > len(before) + 10, 60)  # they went on writing
    done = manage(empty, "restore", str(tmp_path / "backup"))

    assert (made.returncode, done.returncode) == (0, 0), made.stderr + done.stderr
    texts = column(empty, "SELECT body FROM forum_post WHERE number > 1")
    assert set(before) <= set(texts) <= set(busy()) | set(column(var, "SELECT body FROM forum_post"))
    assert column(empty, "PRAGMA integrity_check") == ["ok"]
    assert column(empty, "SELECT count(*) FROM forum_topic WHERE last_number = post_count") == [1]
    assert column(empty, "SELECT count(*) FROM files_storedfile") >= [len(before)]
    named = set(column(empty, "SELECT path || ' ' || sha256 FROM files_storedfile"))
    lying = {f"{path} {digest}" for path, digest in files_below(empty / "files").items()}
    assert named <= lying
    indexed = int(done.stdout.splitlines()[-1].partition(" ")[0])
    assert indexed >= len(texts)


def test_every_row_and_file_of_a_quiet_site_is_the_same_after_a_restore(var, empty, tmp_path):
    assert manage(var, "shell", "-v", "0", "-c", MAKE).returncode == 0
    (var / "stop").touch()
    (var / "media" / "original_images").mkdir(parents=True)
    (var / "media" / "original_images" / "gate.png").write_bytes(b"a picture")
    live = rows(var / "fora.sqlite3")

    made = manage(var, "backup", str(tmp_path / "backup"))
    done = manage(empty, "restore", str(tmp_path / "backup"))

    assert (made.returncode, done.returncode) == (0, 0), made.stderr + done.stderr
    restored = rows(empty / "fora.sqlite3")
    compared = live.keys() - OF_THE_INDEX - NOT_KEPT
    assert len(compared) > 40
    [told] = [row for row in restored["core_auditentry"] if row not in live["core_auditentry"]]
    restored["core_auditentry"].remove(told)
    assert {name: restored[name] for name in compared} == {name: live[name] for name in compared}
    assert "'system', 'backup.restore'" in told
    assert column(var, "SELECT verb FROM core_auditentry ORDER BY id DESC LIMIT 1") == ["backup.make"]
    assert files_below(empty / "media") == files_below(var / "media")
    assert [restored[name] for name in NOT_KEPT] == [[]] * len(NOT_KEPT)
    kept = {path.name for path in empty.iterdir()}
    assert not {name for name in kept if name.startswith("unfinished-")}


def test_it_can_be_piped_through_whatever_encrypts_it(var, empty):
    environments = environment(var), environment(empty)
    command = [sys.executable, "manage.py"]

    made = subprocess.run([*command, "backup", "-"], cwd=ROOT, env=environments[0], capture_output=True, check=True)
    done = subprocess.run(
        [*command, "restore", "-"], cwd=ROOT, env=environments[1], input=made.stdout, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert column(empty, "SELECT count(*) FROM forum_topic") == [0]


def test_a_backup_never_takes_the_place_of_another(var, tmp_path):
    (tmp_path / "backup").write_text("the one of yesterday")

    done = manage(var, "backup", str(tmp_path / "backup"))

    assert (done.returncode, done.stderr) == (
        1,
        f"CommandError: No back-up was made: {tmp_path / 'backup'} is there already.\n",
    )
    assert (tmp_path / "backup").read_text() == "the one of yesterday"


def test_a_folder_that_is_not_there_is_said(var, tmp_path):
    done = manage(var, "backup", str(tmp_path / "none" / "backup"))

    assert (done.returncode, done.stderr) == (1, "CommandError: No back-up was made: No such file or directory.\n")


def test_a_folder_without_a_site_is_said_and_stays_as_it_is(empty, tmp_path):
    done = manage(empty, "backup", str(tmp_path / "backup"))

    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: No back-up was made. The database cannot be used: unable to open database file.\n",
    )
    assert set(files_below(empty)) <= {"secret_key"}
    assert not (tmp_path / "backup").exists()


def test_a_full_disk_is_said_and_nothing_of_it_is_left(var, tmp_path):
    backup = [sys.executable, "manage.py", "backup", str(tmp_path / "backup")]
    before = set(files_below(var))

    done = subprocess.run(
        ["prlimit", "--fsize=65536", *backup],
        cwd=ROOT,
        env=environment(var),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert re.fullmatch(
        r"CommandError: No back-up was made\. The database cannot be used: [a-zA-Z/ ]+\.\n", done.stderr
    )
    assert set(files_below(var)) - before <= {"fora.sqlite3-wal", "fora.sqlite3-shm"}
    assert not (tmp_path / "backup").exists()


def test_that_a_backup_was_made_and_could_not_be_recorded_is_said(var, tmp_path):
    with contextlib.closing(sqlite3.connect(var / "fora.sqlite3")) as database:
        database.execute("CREATE TRIGGER no BEFORE INSERT ON core_auditentry BEGIN SELECT RAISE(ABORT, 'full'); END")

    done = manage(var, "backup", str(tmp_path / "backup"))

    assert (done.returncode, done.stderr) == (
        1,
        "CommandError: The back-up was made, but the audit log does not say so: full.\n",
    )
    assert (tmp_path / "backup").exists()


def test_what_a_killed_backup_left_is_thrown_away_a_day_later(var, tmp_path):
    for name, hours in (("unfinished-backup-old", 25), ("unfinished-backup-new", 1), ("backup-of-mine", 25)):
        (var / name).mkdir()
        (var / name / "database").write_text("everybody's secrets")
        moment = time.time() - hours * 3600
        os.utime(var / name, (moment, moment))

    assert manage(var, "backup", str(tmp_path / "backup")).returncode == 0

    assert {path.name for path in var.glob("*backup-*")} == {"unfinished-backup-new", "backup-of-mine"}


def test_only_its_owner_reads_a_backup(var, tmp_path):
    manage(var, "backup", str(tmp_path / "backup"))

    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda whole: whole[: len(whole) // 2], "This is no back-up of Fora, or it is damaged."),
        (lambda whole: b"not at all", "This is no back-up of Fora, or it is damaged."),
        (lambda whole: b"", "This is no back-up of Fora, or it is damaged."),
    ],
)
def test_a_bad_archive_changes_nothing(damage, sentence, var, empty, tmp_path):
    assert manage(var, "backup", str(tmp_path / "backup")).returncode == 0
    (tmp_path / "bad").write_bytes(damage((tmp_path / "backup").read_bytes()))

    done = manage(empty, "restore", str(tmp_path / "bad"))

    assert (done.returncode, done.stderr) == (1, f"CommandError: Nothing was restored. {sentence}\n")
    # Looking whether the database is empty makes SQLite's file, with nothing in it.
    assert {path for path in files_below(empty) if not path.startswith("fora.sqlite3")} <= {"secret_key"}
    assert manage(empty, "restore", str(tmp_path / "backup")).returncode == 0


def test_nothing_is_restored_over_anything(var, tmp_path):
    assert manage(var, "backup", str(tmp_path / "backup")).returncode == 0
    before = rows(var / "fora.sqlite3")

    done = manage(var, "restore", str(tmp_path / "backup"))

    assert done.returncode == 1
    assert done.stderr == (
        "CommandError: Nothing was restored. The database is not empty. "
        "A back-up is only restored into one without tables.\n"
    )
    assert rows(var / "fora.sqlite3") == before
