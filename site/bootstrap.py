"""Brings .venv up to date, looks whether Fora can run here, and hands over. Only the standard library is there yet."""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.steps import step  # noqa: E402

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
INSTALLED = VENV / "installed.json"
DEFAULT_VAR = ROOT / "var"
# Written into a data folder that was empty when we came, so that `make fresh` never empties somebody else's.
MARK = ".fora"
OLDEST = "3.11"
NO_IPV6 = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


class Stop(Exception):
    """A reason not to go on, in one sentence."""


# --- what must be so before anything starts


def var_folder():
    return Path(os.environ.get("FORA_VAR") or DEFAULT_VAR).absolute()


def make_writable(folder):
    """The folder exists and takes files, or Stop."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder == DEFAULT_VAR or not any(folder.iterdir()):
            (folder / MARK).write_text("Fora's data. `make fresh` empties this folder.\n")
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Stop(f"Fora cannot write into {folder}: {error.strerror}.") from error


def port():
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Stop(f"PORT must be a number from 1 to 65535, and is {text}.")
    return int(text)


def refuse_taken_port(number):
    """Stop if somebody listens there. A Fora that was just killed has two seconds to let go."""
    last = time.monotonic() + 2
    while trouble := port_trouble(number):
        if trouble != errno.EADDRINUSE:
            raise Stop(f"Port {number} cannot be used: {os.strerror(trouble)}.")
        if time.monotonic() > last:
            other = number + 80 if number < 65000 else 8080
            raise Stop(f"Port {number} is taken by another program: choose one with `make run PORT={other}`.")
        time.sleep(0.2)


def port_trouble(number):
    """The error number of listening on this port on either localhost; None if it can be done."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, number))
                probe.listen(1)
        except OSError as error:
            if error.errno not in NO_IPV6:
                return error.errno
    return None


# --- .venv


def install(*names):
    """Let .venv hold what the named files pin; where it does already, nothing is done."""
    held = held_packages()
    if held is None:
        make_venv()
        held = {}
    for name in names:
        wanted = hashlib.sha256((ROOT / name).read_bytes()).hexdigest()
        if held.get(name) != wanted:
            install_packages(name)
            held[name] = wanted
            INSTALLED.write_text(json.dumps(held))


def held_packages():
    """{file: hash} of what .venv was filled from, or None if there is no .venv that works."""
    if not PYTHON.exists():  # also where it is a link to a Python that is gone
        return None
    try:
        return json.loads(INSTALLED.read_text())
    except (OSError, ValueError):
        return {}


def make_venv():
    if not os.access(ROOT, os.W_OK):
        raise Stop(f"Fora cannot write into its own folder, {ROOT}.")
    shutil.rmtree(VENV, ignore_errors=True)
    execute(
        "Making .venv",
        [sys.executable, "-m", "venv", VENV],
        "Python's venv module does not work here (on Debian: apt-get install python3-venv)",
    )


def install_packages(name):
    if not UV.exists():
        install_uv()
    execute(
        f"Installing the packages of {name}",
        [UV, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", ROOT / name],
        "they could not be fetched from PyPI",
    )


def install_uv():
    sentence = "it could not be fetched from PyPI"
    if not (VENV / "bin" / "pip").exists():  # a .venv that somebody made in another way
        execute("Installing pip", [PYTHON, "-m", "ensurepip"], sentence)
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    execute("Installing uv", [*pip, "-r", ROOT / "requirements-uv.txt"], sentence)


def environment():
    """For every program started from here: it finds our modules and leaves the rest of the machine alone."""
    return {
        "UV_CACHE_DIR": str(VENV / "cache"),
        "PIP_NO_CACHE_DIR": "1",
        "RUSTUP_HOME": str(VENV / "cache" / "rustup"),  # pip asks rustc for its version, and rustup writes that down
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }


def execute(text, command, sentence):
    """Run one step of the installation; Stop with the sentence if it fails, after what the program said."""
    with step(text):
        done = subprocess.run(
            [str(part) for part in command],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise Stop(f"{text} did not work: {sentence}.")


# --- commands


def run():
    number, folder = port(), var_folder()
    refuse_taken_port(number)
    make_writable(folder)
    install("requirements.txt")
    found = {**environment(), "PORT": str(number), "FORA_VAR": str(folder)}
    if "MAKELEVEL" in os.environ:
        # `make` waits for us: when it is killed, everything ends. Whoever else started us need not wait.
        found["FORA_PARENT"] = str(os.getppid())
    os.execve(PYTHON, [str(PYTHON), "-m", "config.supervisor"], found)


def fresh():
    empty(var_folder())
    run()


def empty(folder):
    """Remove everything in the data folder, if it is ours and nobody runs on it."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if folder != DEFAULT_VAR and not (folder / MARK).exists():
        raise Stop(f"{folder} held files before Fora came: empty it yourself.")
    refuse_running(folder)
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    print(f"Emptied {folder}.")


def refuse_running(folder):
    try:
        with (folder / "run" / "lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Stop(f"Fora is running on {folder}: stop it first.") from error
    except FileNotFoundError:
        return


def install_base():
    install("requirements.txt")


def install_dev():
    install("requirements.txt", "requirements-dev.txt")


def requirements():
    """Compile each .in with hashes, for every system at once; the tests' packages keep to the versions of the rest."""
    install("requirements.txt")
    compile_requirements("requirements-uv")
    compile_requirements("requirements")
    compile_requirements("requirements-dev", "--constraint", "requirements.txt")


def compile_requirements(name, *options):
    command = [UV, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST, "--generate-hashes"]
    command += ["--no-emit-index-url", "--custom-compile-command", "make requirements"]
    command += ["--upgrade"] if os.environ.get("UPGRADE") else []
    command += [f"{name}.in", "--output-file", f"{name}.txt", *options]
    execute(f"Compiling {name}.txt", command, "no versions were found that go together")


COMMANDS = {
    "run": run,
    "fresh": fresh,
    "install": install_base,
    "install-dev": install_dev,
    "requirements": requirements,
}


def main(command):
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    os.chdir(ROOT)
    try:
        COMMANDS[command]()
    except Stop as stop:
        sys.stdout.flush()
        sys.exit(str(stop))
    except KeyboardInterrupt:
        sys.exit(130)
