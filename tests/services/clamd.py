"""A private clamd for a test run: Debian's binary, one signature made by hand (EICAR), nothing downloaded."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests import services

ADVICE = "install Debian's package clamav-daemon, or name the program with FORA_CLAMD"
START = 30  # seconds until it answers
# The test file that every scanner knows, in two halves: whole, it would be found in this file too.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test-Signature"
SIGNATURE = f"{NAME}.UNOFFICIAL"  # what clamd says of signatures that are not its makers'
CONFIGURATION = """
LocalSocket {folder}/socket
DatabaseDirectory {folder}/database
LogFile {folder}/log
Foreground yes
OfficialDatabaseOnly no
StreamMaxLength {most}
AlertEncrypted yes
AlertExceedsMax yes
"""


def find():
    """Where clamd is, or None."""
    return os.environ.get("FORA_CLAMD") or shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Server:
    """One clamd on a socket in a folder of its own; it can be killed, stopped for a while and started again."""

    def __init__(self, folder, most="26M"):
        self.folder, self.process = Path(folder), None
        (self.folder / "database").mkdir()
        (self.folder / "database" / "eicar.ndb").write_text(f"{NAME}:0:*:{EICAR.hex()}\n")
        (self.folder / "clamd.conf").write_text(CONFIGURATION.format(folder=folder, most=most))

    @property
    def address(self):
        """As settings.CLAMAV has it."""
        return ("unix", str(self.folder / "socket"))

    def start(self):
        self.process = subprocess.Popen(
            [find(), "--config-file", self.folder / "clamd.conf"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        last = time.monotonic() + START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > last:
                raise RuntimeError(f"clamd did not start:\n{(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def answers(self):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            try:
                line.connect(self.address[1])
                line.sendall(b"zPING\0")
                return line.recv(16) == b"PONG\0"
            except OSError:
                return False

    def kill(self):
        self.process.kill()
        self.process.wait()

    def pause(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        if self.process and self.process.poll() is None:
            self.go_on()
            self.kill()


@pytest.fixture(scope="session")
def clamd_server(tmp_path_factory):
    """A clamd that knows EICAR (Server), one for each testing process."""
    services.require("clamd")
    server = Server(tmp_path_factory.mktemp("clamd"))
    server.start()
    yield server
    server.end()


@pytest.fixture
def clamd(clamd_server, settings):
    """New uploads are scanned by a real clamd."""
    settings.CLAMAV = clamd_server.address
    return clamd_server
