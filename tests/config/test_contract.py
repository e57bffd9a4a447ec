"""Who may import whom: the architecture's line, with every room in it, held by import-linter in `make check`."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from config.env import ROOT

LINE = [
    "config",
    "cooperation",
    "training",
    "library",
    "forum",
    "cms",
    "members",
    "files",
    "moderation",
    "search",
    "notifications",
    "thesaurus",
    "core",
]
LINTER = Path(sys.executable).parent / "lint-imports"


def contract():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def rooms():
    """Our own apps, found on disk."""
    return {app for app in settings.INSTALLED_APPS if (ROOT / app / "__init__.py").exists()} | {"config"}


def test_the_contract_is_the_line_of_the_architecture():
    (only,) = contract()["contracts"]

    assert only["type"] == "layers"
    assert [layer.strip("()") for layer in only["layers"]] == LINE


def test_every_room_there_is_stands_in_the_contract_and_none_of_them_is_optional():
    (only,) = contract()["contracts"]

    assert set(contract()["root_packages"]) == rooms()
    assert {layer for layer in only["layers"] if not layer.startswith("(")} == rooms()


@pytest.mark.slow
def test_an_import_that_points_up_breaks_it(tmp_path):
    for room in rooms():
        folder = ROOT / "site" / room if room == "config" else ROOT / room
        shutil.copytree(folder, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "core" / "climbing.py").write_text("from thesaurus import actions\n")

    done = subprocess.run(
        [LINTER, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."}
    )

    assert done.returncode == 1
    assert "core is not allowed to import thesaurus:" in done.stdout
