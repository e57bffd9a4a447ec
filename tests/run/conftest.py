import shutil

import pytest

from tests.run.processes import manage


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A data folder with an empty, migrated site."""
    folder = tmp_path_factory.mktemp("prepared")
    done = manage(folder, "prepare")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def var(prepared, tmp_path):
    """A data folder of the test's own, with an empty, migrated site in it."""
    folder = tmp_path / "var"
    shutil.copytree(prepared, folder)
    return folder
