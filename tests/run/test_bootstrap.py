"""What keeps Fora from starting is said in one plain sentence, with exit code 1. Nothing is installed before that."""

import fcntl
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.run.processes import ROOT, environment, free_port

OLD_PYTHON = (
    "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0); runpy.run_path('site/run.py', run_name='__main__')"
)


def refused(var, *arguments, port="8000", python=("site/run.py",)):
    """What a refused start says; its exit code must be 1."""
    done = subprocess.run(
        [sys.executable, *python, *arguments],
        cwd=ROOT,
        env={**environment(var), "PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    return done.stderr


def test_an_old_python_is_refused(tmp_path):
    said = refused(tmp_path, "run", python=["-c", OLD_PYTHON])

    assert said == (
        "Fora needs Python 3.11 or newer and this is Python 3.9: name another one, such as "
        "`make run PYTHON=python3.12`.\n"
    )


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_taken_port_is_refused(tmp_path, address):
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as taken:
        try:
            taken.bind((address, 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        taken.listen()
        port = taken.getsockname()[1]

        said = refused(tmp_path, "run", port=port)

    other = port + 80 if port < 65000 else 8080
    assert said == f"Port {port} is taken by another program: choose one with `make run PORT={other}`.\n"


@pytest.mark.parametrize("port", ["80a", "0", "65536", "-1", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    said = refused(tmp_path, "run", port=port)

    assert said == f"PORT must be a number from 1 to 65535, and is {port}.\n"


def test_a_data_folder_that_is_a_file_is_refused(tmp_path):
    file = tmp_path / "file"
    file.touch()

    said = refused(file, "run", port=free_port())

    assert said == f"Fora cannot write into {file}: File exists.\n"


@pytest.mark.skipif(sys.platform != "linux", reason="/sys is where even root cannot write, and it is Linux's")
def test_an_unwritable_data_folder_is_refused():
    folder = Path("/sys/fora")

    said = refused(folder, "run", port=free_port())

    assert said == "Fora cannot write into /sys/fora: Operation not permitted.\n"


def test_fresh_never_empties_a_folder_that_fora_did_not_make(tmp_path):
    (tmp_path / "thesis.odt").touch()

    said = refused(tmp_path, "fresh", port=free_port())

    assert said == f"{tmp_path} held files before Fora came: empty it yourself.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_fresh_is_refused_while_fora_runs_on_the_folder(tmp_path):
    (tmp_path / ".fora").touch()
    (tmp_path / "run").mkdir()
    with (tmp_path / "run" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        said = refused(tmp_path, "fresh", port=free_port())

    assert said == f"Fora is running on {tmp_path}: stop it first.\n"
