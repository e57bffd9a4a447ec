import pytest


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Each test has a disk of its own."""
    settings.VAR = tmp_path


@pytest.fixture
def lying(tmp_path):
    """lying() -> the paths of the files on disk."""
    return lambda: sorted(path.relative_to(tmp_path / "files").as_posix() for path in tmp_path.glob("files/*/*"))
