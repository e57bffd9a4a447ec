"""F2 and F18: kill -9 in the middle of reading, and fifty hostile files: all rows end done, the web feels nothing."""

import contextlib
import http.client
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.test_forum import fora, rows  # noqa: F401  (a fixture)
from tests.hostile.files import FOLDER, made
from tests.run.conftest import prepared, var  # noqa: F401  (fixtures)
from tests.run.processes import ROOT, children_of, environment, eventually, manage

IS_LONG = os.environ.get("FORA_FAULTS") == "long"
ROUNDS, HOSTILE = (50, 50) if IS_LONG else (6, 15)
DOCUMENTS = 2 * ROUNDS
TURN = 30  # seconds that one reading may take, on two busy cores
ALL_DONE = 600

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found through /proc"),
]

SEND = """
import io, sys
from django.utils import timezone
from files.actions import upload
from files import disk
from files.models import StoredFile
from members.actions import admit
from tests.factories import documents
from django.conf import settings
settings.UPLOADS_PER_PERSON = 10_000
sender = admit(email="sender@test.example", name="Sender", by=None)
for number in range({number}):
    upload(documents.pdf(f"Text number {{number}}.", "More."), by=sender, name=f"{{number}}.pdf")
"""
PUT = """
import io, json, sys
from pathlib import Path
from django.utils import timezone
from files import disk
from files.models import StoredFile
from members.actions import admit
sender = admit(email="sender@test.example", name="Sender", by=None)
for path in sorted(Path({folder!r}).iterdir()):
    content = path.read_bytes()
    StoredFile.objects.create(
        uploader=sender, name=path.name, type=path.suffix[1:], size=len(content), sha256="", sha256_sent="",
        path=disk.write(io.BytesIO(content)), queued_at=timezone.now(),
    )
"""
LANE = """
import time
import django
django.setup()
from files.extraction.work import run_once
while True:
    if not run_once():
        time.sleep(0.05)
"""
LET_LEASES_RUN_OUT = """
from files.models import StoredFile
StoredFile.objects.exclude(claimed_until=None).update(claimed_until="2000-01-01T00:00Z")
"""


def shell(folder, program):
    done = manage(folder, "shell", "-v", "0", "-c", program)
    assert done.returncode == 0, done.stdout + done.stderr


def waiting(folder):
    return rows(folder, "SELECT count(*) FROM files_storedfile WHERE queued_at IS NOT NULL")[0][0]


def test_a_lane_killed_in_the_middle_of_reading_loses_no_file_and_reads_none_twice(var):  # noqa: F811
    shell(var, SEND.format(number=DOCUMENTS))
    killed = 0

    while killed < ROUNDS:
        lane = subprocess.Popen([sys.executable, "-c", LANE], cwd=ROOT, env=environment(var))
        assert eventually(lambda pid=lane.pid: children_of(pid), TURN)
        time.sleep(random.uniform(0, 0.3))
        readers = children_of(lane.pid)
        lane.kill()
        lane.wait()
        killed += 1
        assert eventually(lambda left=readers: not any(Path(f"/proc/{each}/fd/1").exists() for each in left), 5)
        if killed % 5 == 0:
            shell(var, LET_LEASES_RUN_OUT)
    shell(var, LET_LEASES_RUN_OUT)
    lane = subprocess.Popen([sys.executable, "-c", LANE], cwd=ROOT, env=environment(var))
    is_done = eventually(lambda: waiting(var) == 0, ALL_DONE)
    lane.kill()
    lane.wait()

    assert is_done
    assert rows(var, "SELECT reading, count(*) FROM files_storedfile GROUP BY reading") == [("read", DOCUMENTS)]
    texts = rows(var, "SELECT number, text FROM files_documentpage ORDER BY number, text")
    wanted = [(1, f"Text number {number}.") for number in range(DOCUMENTS)] + [(2, "More.")] * DOCUMENTS
    assert texts == sorted(wanted)
    assert rows(var, "SELECT count(*) FROM core_auditentry WHERE verb = 'files.read'") == [(DOCUMENTS,)]


def asked(port):
    """How long one page took, in seconds; it must have come."""
    began = time.monotonic()
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", "/accounts/login/", headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        answer.read()
    assert answer.status == http.client.OK
    return time.monotonic() - began


def test_hostile_files_leave_the_worker_alive_and_the_web_as_quick_as_before(fora, tmp_path):  # noqa: F811
    folder = tmp_path / "hostile"
    folder.mkdir()
    for number, (type_name, content) in enumerate(made(HOSTILE)):
        (folder / f"{number:03}.{type_name}").write_bytes(content)
    for each in FOLDER.glob("*.pdf"), FOLDER.glob("*.docx"):
        for path in each:
            (folder / path.name).write_bytes(path.read_bytes())
    asked(fora.port)
    before = [asked(fora.port) for _ in range(40)]
    lanes = sorted(fora.part("lane"))

    shell(fora.var, PUT.format(folder=str(folder)))
    meanwhile, last = [], time.monotonic() + ALL_DONE
    while (left := waiting(fora.var)) and time.monotonic() < last:
        meanwhile.append(asked(fora.port))
        time.sleep(0.05)

    print(f"\n{len(list(folder.iterdir()))} files; p95 before {p95(before):.3f} s, meanwhile {p95(meanwhile):.3f} s")
    assert left == 0
    assert rows(fora.var, "SELECT count(*) FROM files_storedfile WHERE reading = ''") == [(0,)]
    assert sorted(fora.part("lane")) == lanes
    # One core is busy with them: no page waits for a file, and few for the core.
    assert statistics.median(meanwhile) < 3 * statistics.median(before) + 0.2
    assert max(meanwhile) < 10


def p95(times):
    return statistics.quantiles(times, n=20)[-1]
