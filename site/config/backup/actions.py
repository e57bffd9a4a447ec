"""Making a back-up, and putting one back. What operators do from the command line; nobody does it through a page."""

import os
import secrets
import shutil
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config.backup import archive, databases
from config.backup.archive import BadArchive, Manifest
from files import disk

SCRATCH = "unfinished-backup-"
OLD = 24 * 60 * 60  # seconds after which nobody works in one any more


class NotEmpty(Exception):
    """Why nothing is restored here, in a sentence."""


def roots():
    """{folder of the archive: where it lies here}."""
    return {"files": disk.root(), "media": Path(settings.MEDIA_ROOT)}


def back_up(out):
    """Write a back-up of this moment into an open binary file, under load; gives its Manifest.

    The database comes first: bytes are on disk before the row that names them, so each row of the dump finds its own.
    """
    with _scratch() as folder, databases.dumped(folder) as dump:
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            vendor=connection.vendor,
            migrations=dump.migrations,
            rows=dump.rows,
        )
        with archive.written(out, manifest) as writer:
            writer.add(archive.DATABASE, dump.path)
            for name, path in _lying_there():
                writer.add(name, path)
            manifest.missing = sorted(dump.named - manifest.members.keys())
    return manifest


def restore(source):
    """Put a back-up, an open binary file, into an empty database and empty folders; gives its Manifest.

    Raises BadArchive, NotEmpty or DatabaseTrouble: nothing has changed then.
    """
    _refuse_unless_empty()
    with _scratch() as folder:
        manifest = archive.unpack(source, folder)
        _refuse_foreign(manifest)
        with _put_in_place(folder):
            databases.load(folder / archive.DATABASE)
    return manifest


def differences(manifest):
    """[sentence] for each table and file that is not as the manifest says."""
    rows = databases.counted()
    found = [
        f"{table}: {rows.get(table)} rows instead of {number}"
        for table, number in manifest.rows.items()
        if rows.get(table) != number
    ]
    lying = {name: path.stat().st_size for name, path in _lying_there()}
    sizes = {name: size for name, (size, _) in manifest.members.items() if name != archive.DATABASE}
    return found + [f"{name}: missing or of another size" for name in sizes if lying.get(name) != sizes[name]]


def _lying_there():
    """(name in the archive, path) of every file and picture, in one order."""
    for folder, root in roots().items():
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield f"{folder}/{path.relative_to(root).as_posix()}", path


@contextmanager
def _scratch():
    """A folder of our own beside the data, so that moving what is in it into place copies nothing.

    What a killed back-up or restore left is thrown away: it holds everything, in the clear.
    """
    for left in Path(settings.VAR).glob(f"{SCRATCH}*"):
        if left.stat().st_mtime < time.time() - OLD:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=settings.VAR))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_unless_empty():
    if not databases.is_empty():
        raise NotEmpty("The database is not empty. A back-up is only restored into one without tables.")
    for root in roots().values():
        if root.exists() and any(root.iterdir()):
            raise NotEmpty(f"{root} is not empty. A back-up is only restored where nothing can be overwritten.")


def _refuse_foreign(manifest):
    if manifest.vendor != connection.vendor:
        raise BadArchive(f"The back-up is of {manifest.vendor}, and this Fora runs on {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BadArchive(f"The back-up was made by a newer Fora than this one, which does not know {unknown[0]}.")


@contextmanager
def _put_in_place(folder):
    """Files and pictures first, then what the caller does; if that fails they are taken away again."""
    moved = []
    try:
        for name, root in roots().items():
            if (folder / name).exists():
                if root.exists():
                    root.rmdir()
                root.parent.mkdir(parents=True, exist_ok=True)
                (folder / name).rename(root)
                moved.append(root)
        yield
    except BaseException:
        for root in moved:
            shutil.rmtree(root, ignore_errors=True)
        raise


@contextmanager
def new_file(path):
    """An open binary file that stands under its name only once it is whole and on disk; only its owner reads it."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
