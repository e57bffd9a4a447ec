import shutil
import subprocess
import sys

import pytest

from tests.run.processes import ROOT, environment, manage

NOTE_PREPARED = (
    "from config import supervisor as s; s.RUN.mkdir(exist_ok=True); (s.RUN / 'prepared').write_text(s.fingerprint())"
)


@pytest.fixture(scope="session")
def prepared(migrated, tmp_path_factory):
    """A data folder with an empty, migrated site."""
    folder = tmp_path_factory.mktemp("prepared")
    shutil.copy(migrated, folder)
    done = manage(folder, "prepare")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def var(prepared, tmp_path):
    """A data folder of the test's own, with an empty, migrated site in it, noted as prepared."""
    folder = tmp_path / "var"
    shutil.copytree(prepared, folder)
    subprocess.run([sys.executable, "-c", NOTE_PREPARED], cwd=ROOT, env=environment(folder), check=True)
    return folder
