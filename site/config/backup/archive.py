"""The back-up's file: a compressed tar of the database's dump, the files and the pictures, and at its end a manifest.

The manifest names every member with its size and hash. It comes last, so that an archive that was cut off has none.
"""

import gzip
import hashlib
import io
import json
import re
import tarfile
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

FORMAT = 1
DATABASE, MANIFEST = "database", "manifest.json"
FOLDERS = ("files", "media")
NAME = re.compile(rf"({'|'.join(FOLDERS)})(/(?!\.\.?(/|$))[^/\0]+)+|{DATABASE}|{re.escape(MANIFEST)}")
BLOCK = 1024 * 1024
LONGEST_MANIFEST = 256 * BLOCK


class BadArchive(Exception):
    """What cannot be restored, and why, in a sentence."""


@dataclass
class Manifest:
    """vendor: of the database. migrations: "app.name" of those applied. rows: {table: rows} of what is in the dump.
    members: {name: [bytes, sha256]}. missing: names that rows speak of and that were not on disk."""

    made_at: str
    vendor: str
    migrations: list[str]
    rows: dict[str, int]
    members: dict[str, list] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT


class Writer:
    """Takes one member after the other. Only what `finish` was called on can be read."""

    def __init__(self, tar, manifest):
        self._tar, self.manifest = tar, manifest

    def add(self, name, path):
        """Put a file in. One that is gone by now (swept, erased) is left out; gives whether it was there."""
        try:
            file = Path(path).open("rb")  # noqa: SIM115  (closed below; a missing one is no error)
        except FileNotFoundError:
            return False
        with file:
            member = tarfile.TarInfo(name)
            member.size = file.seek(0, 2)
            member.mode = 0o600
            file.seek(0)
            hashed = _Hashed(file, member.size)
            self._tar.addfile(member, hashed)
        self.manifest.members[name] = [member.size, hashed.digest()]
        return True

    def finish(self):
        content = json.dumps(asdict(self.manifest), indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(content)
        self._tar.addfile(member, io.BytesIO(content))


class _Hashed:
    """Reads as many bytes as were announced and hashes them on the way."""

    def __init__(self, file, size):
        self._file, self._size, self._hash = file, size, hashlib.sha256()

    def read(self, size=-1):
        block = self._file.read(size)
        self._hash.update(block)
        return block

    def digest(self):
        return self._hash.hexdigest()


@contextmanager
def written(out, manifest):
    """A Writer into an open binary file, which need not be seekable."""
    with gzip.open(out, "wb", compresslevel=5) as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        writer = Writer(tar, manifest)
        yield writer
        writer.finish()


def unpack(source, folder):
    """Unpack an open binary file below an empty folder, and give its manifest; raises BadArchive.

    Every name, size and hash is looked at: what is returned is whole, and is what was written.
    """
    found, manifest = {}, None
    try:
        with gzip.open(source, "rb") as packed:
            with tarfile.open(fileobj=packed, mode="r|") as tar:
                for member in tar:
                    _refuse_strange(member, found)
                    if member.name == MANIFEST:
                        manifest = _read(tar.extractfile(member), member.size)
                    else:
                        found[member.name] = _unpack_one(tar.extractfile(member), folder / member.name)
            while packed.read(BLOCK):  # to the end, where gzip's own sum stands
                pass
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, UnicodeError) as error:
        raise BadArchive("This is no back-up of Fora, or it is damaged.") from error
    if manifest is None:
        raise BadArchive("The back-up is not complete: it was cut off while it was written or copied.")
    _refuse_differing(manifest, found)
    return manifest


def _refuse_strange(member, found):
    if not member.isfile() or not NAME.fullmatch(member.name) or member.name in found:
        raise BadArchive(f"The archive holds what no back-up of Fora holds: {member.name!r:.100}.")


def _unpack_one(source, target):
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    hashed, size = hashlib.sha256(), 0
    with target.open("xb") as out:
        while block := source.read(BLOCK):
            out.write(block)
            hashed.update(block)
            size += len(block)
    return [size, hashed.hexdigest()]


def _read(file, size):
    if size > LONGEST_MANIFEST:
        raise BadArchive("The back-up's manifest can’t be read.")
    try:
        said = json.loads(file.read())
        if said["format"] != FORMAT:
            raise BadArchive("The back-up was made by another version of Fora, which wrote it in another way.")
        manifest = Manifest(**said)
        _refuse_other_kinds(manifest)
    except (ValueError, TypeError, KeyError) as error:
        raise BadArchive("The back-up's manifest can’t be read.") from error
    return manifest


def _refuse_other_kinds(manifest):
    """Raise TypeError or ValueError unless every part is of the kind that Manifest says: nothing stumbles half-way."""
    texts = [manifest.made_at, manifest.vendor, *_items(manifest.migrations, list), *_items(manifest.missing, list)]
    sizes = [*_items(manifest.rows, dict).values()]
    for size, digest in (_items(each, list) for each in _items(manifest.members, dict).values()):
        sizes.append(size)
        texts.append(digest)
    if {*map(type, texts)} != {str} or not {*map(type, sizes)} <= {int}:
        raise TypeError


def _items(value, kind):
    if not isinstance(value, kind):
        raise TypeError
    return value


def _refuse_differing(manifest, found):
    if DATABASE not in found:
        raise BadArchive("The back-up holds no database.")
    for name in sorted(manifest.members.keys() | found.keys()):
        if manifest.members.get(name) != found.get(name):
            raise BadArchive(f"The back-up is damaged: {name} is not what was written.")
