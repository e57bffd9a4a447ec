"""Asks clamd whether a file is harmful, over its own protocol (clamd(8), INSTREAM): bytes in, one line out.

There is no library for it that anybody keeps up; it is forty lines.
"""

import socket
import struct
from dataclasses import dataclass

from django.conf import settings

from files.models import StoredFile

BLOCK = 64 * 1024
LONGEST_ANSWER = 4096
PATIENCE = 60  # seconds that clamd may be silent; a large archive takes it some
GREETING_PATIENCE = 2
# Signatures that say "could not look inside": see AlertEncrypted and AlertExceedsMax in clamd.conf(5).
NOT_LOOKED_INTO = ("Heuristics.Encrypted", "Heuristics.Limits")


class ScannerAway(Exception):
    """clamd does not answer, or does not know what it was asked."""


@dataclass(frozen=True)
class Verdict:
    """finding: empty for clean, or a code of StoredFile.FINDINGS. signature: what clamd calls it."""

    finding: str = ""
    signature: str = ""


def is_wanted():
    return settings.CLAMAV is not None


def scan(path):
    """clamd's verdict on the file at `path`. Raises ScannerAway; FileNotFoundError where the bytes are missing."""
    with path.open("rb") as file:
        return _verdict(_asked(b"zINSTREAM\0", PATIENCE, file))


def greet():
    """Raises ScannerAway unless clamd answers at once."""
    said = _asked(b"zPING\0", GREETING_PATIENCE)
    if said != "PONG":
        raise ScannerAway(said)


def _asked(command, patience, file=None):
    try:
        with _connected(patience) as line:
            line.sendall(command)
            return _sent_and_heard(line, file)
    except OSError as error:
        raise ScannerAway(str(error) or type(error).__name__) from error


def _sent_and_heard(line, file):
    try:
        if file:
            _send(line, file)
    except ConnectionError:
        # It hangs up on what is too large for it, having said so.
        return _heard(line)
    return _heard(line)


def _connected(patience):
    kind, *where = settings.CLAMAV
    if kind == "tcp":
        return socket.create_connection(tuple(where), timeout=patience)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(patience)
    try:
        line.connect(where[0])
    except BaseException:
        line.close()
        raise
    return line


def _send(line, file):
    """Blocks with their length before each; an empty one ends it."""
    while block := file.read(BLOCK):
        line.sendall(struct.pack("!L", len(block)) + block)
    line.sendall(struct.pack("!L", 0))


def _heard(line):
    said = b""
    while len(said) < LONGEST_ANSWER and not said.endswith(b"\0"):
        block = line.recv(LONGEST_ANSWER)
        if not block:
            break
        said += block
    return said.rstrip(b"\0").decode(errors="replace").strip()


def _verdict(said):
    if said == "stream: OK":
        return Verdict()
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        signature = said.removeprefix("stream: ").removesuffix(" FOUND")[:100]
        unscannable = signature.startswith(NOT_LOOKED_INTO)
        return Verdict(StoredFile.UNSCANNABLE if unscannable else StoredFile.INFECTED, signature)
    if "size limit exceeded" in said:
        return Verdict(StoredFile.UNSCANNABLE, said.removesuffix(". ERROR")[:100])
    raise ScannerAway(said or "no answer")
