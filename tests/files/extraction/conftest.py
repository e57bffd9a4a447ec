import pytest

from files.extraction import reading


@pytest.fixture
def read(tmp_path):
    """read(open file, type) -> what a real child makes of it."""

    def ask(file, type_name):
        path = tmp_path / f"asked.{type_name}"
        path.write_bytes(file.read())
        return reading.read(path, type_name)

    return ask


@pytest.fixture
def texts(read):
    """texts(open file, type) -> [(heading, text)] of its pages."""
    return lambda file, type_name: [(heading, text) for heading, text, _ in read(file, type_name).pages]
