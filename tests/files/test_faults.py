"""Killed between bytes and row, an upload leaves bytes without a row for the sweep, never a row without bytes."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.db import connection

from files import actions, disk
from files.models import StoredFile

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("transactional_db")]

UPLOAD_AND_DIE = """
import io, os, signal, sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from pathlib import Path
settings.VAR = Path(sys.argv[2])
connection.settings_dict["NAME"] = sys.argv[1]
from django.contrib.auth import get_user_model
from files.actions import upload

def die(execute, sql, params, many, context):
    if sql.startswith(sys.argv[4]):
        if sys.argv[5] == "after":
            execute(sql, params, many, context)
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

member = get_user_model().objects.get(ref=sys.argv[3])
with connection.execute_wrapper(die):
    upload(io.BytesIO(b"%PDF-1.7 %%EOF"), by=member, name="paper.pdf")
"""


def killed_while_uploading(member, folder, statement, moment):
    database = connection.settings_dict["NAME"]
    return subprocess.run(
        [sys.executable, "-c", UPLOAD_AND_DIE, database, folder, member.ref, statement, moment],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": os.pathsep.join(["site", "."]),
        },
        cwd=configured.LOCALE_PATHS[0].parent,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("statement", "moment"),
    [
        ("SELECT", "before"),
        ('INSERT INTO "files_storedfile"', "before"),
        ('INSERT INTO "files_storedfile"', "after"),
        ('INSERT INTO "core_auditentry"', "after"),
    ],
)
def test_a_killed_upload_leaves_no_row_without_its_bytes(member, tmp_path, lying, statement, moment):
    if connection.vendor != "sqlite":
        pytest.skip("the killed process opens the test database by its file name")

    ended = killed_while_uploading(member, tmp_path, statement, moment)

    assert ended.returncode == -9, ended.stderr.decode()
    assert StoredFile.objects.count() == 0
    for path in lying():
        os.utime(disk.full(path), (0, 0))
    assert actions.sweep().missing == []
    assert lying() == []
