"""What a first start finds, on one machine and on two at once."""

import contextlib
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.run.processes import ROOT, environment, manage

FINGERPRINT = "from config import supervisor; print(supervisor.fingerprint())"
pytestmark = [pytest.mark.slow]


def number(folder, question):
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'fora.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(f"SELECT count(*) FROM {question}").fetchone()[0]


def test_two_at_once_prepare_one_after_the_other_and_the_thesaurus_is_there(tmp_path):
    (folder := tmp_path / "var").mkdir()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(manage, folder, "prepare") for _ in range(2)]

    assert [each.result().returncode for each in done] == [0, 0], "".join(each.result().stderr for each in done)
    assert number(folder, "thesaurus_concept") > 100
    assert number(folder, "core_auditentry WHERE verb = 'thesaurus.load'") == 1


@pytest.mark.parametrize(
    "changed", [{"FORA_REDIS_URL": "redis://127.0.0.1/0"}, {"FORA_SEARCH_URL": "http://127.0.0.1:9200"}]
)
def test_another_store_is_prepared_again(changed, tmp_path):
    def fingerprint(**changes):
        command = [sys.executable, "-c", FINGERPRINT]
        return subprocess.check_output(command, cwd=ROOT, env=environment(tmp_path, **changes))

    assert fingerprint() == fingerprint()
    assert fingerprint() != fingerprint(**changed)
