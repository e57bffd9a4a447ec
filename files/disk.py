"""The bytes on disk: random names, written and forced to the disk before anybody speaks of them."""

import os
import secrets
import time

from django.conf import settings

BLOCK = 64 * 1024


def root():
    return settings.VAR / "files"


def full(path):
    return root() / path


def write(source):
    """Copy an open binary file to a random name; returns the path below `root()` once file and folder are on disk."""
    name = secrets.token_hex(16)
    path = f"{name[:2]}/{name[2:]}"
    folder = full(path).parent
    _make(folder)
    try:
        _copy(source, full(path))
    except BaseException:
        full(path).unlink(missing_ok=True)
        raise
    _force(folder)
    return path


def remove(path):
    full(path).unlink(missing_ok=True)


def lying_there(older_than):
    """Paths below `root()` of files not touched for `older_than` seconds."""
    before = time.time() - older_than
    for file in root().glob("*/*"):
        if _age(file) < before:
            yield file.relative_to(root()).as_posix()


def _age(file):
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # removed while we look
        return float("inf")


def _copy(source, target):
    source.seek(0)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while block := source.read(BLOCK):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())


def _make(folder):
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _force(folder.parent)


def _force(folder):
    """Without this a power cut may forget the name although the bytes are there."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
