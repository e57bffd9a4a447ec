"""What is written is read back; what was cut, changed or made by somebody else is refused before anything happens."""

import gzip
import io
import json
import tarfile
from dataclasses import asdict

import pytest

from config.backup import archive
from config.backup.archive import BadArchive, Manifest


def a_manifest():
    return Manifest(
        made_at="2026-11-25T10:00:00+00:00", vendor="sqlite", migrations=["core.0001_initial"], rows={"a": 1}
    )


@pytest.fixture
def whole(tmp_path):
    """The bytes of a good archive with a database and one file."""
    (tmp_path / "dump").write_bytes(b"the database")
    (tmp_path / "file").write_bytes(b"a file" * 1000)
    out = io.BytesIO()
    with archive.written(out, a_manifest()) as writer:
        writer.add("database", tmp_path / "dump")
        writer.add("files/ab/cdef", tmp_path / "file")
    return out.getvalue()


def tar_of(**members):
    """An archive of (name, content) or ready TarInfo, written by hand."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def unpacked(content, folder):
    return archive.unpack(io.BytesIO(content), folder)


def refused(content, folder):
    with pytest.raises(BadArchive) as refusal:
        unpacked(content, folder)
    return str(refusal.value)


def test_what_is_written_is_read_back(whole, tmp_path):
    (folder := tmp_path / "out").mkdir()

    manifest = unpacked(whole, folder)

    assert (folder / "database").read_bytes() == b"the database"
    assert (folder / "files/ab/cdef").read_bytes() == b"a file" * 1000
    assert manifest.rows == {"a": 1}
    assert {name: size for name, (size, _) in manifest.members.items()} == {"database": 12, "files/ab/cdef": 6000}


def test_a_file_that_is_gone_by_now_is_left_out(tmp_path):
    out = io.BytesIO()

    with archive.written(out, a_manifest()) as writer:
        was_there = writer.add("files/ab/gone", tmp_path / "gone")

    assert (was_there, writer.manifest.members) == (False, {})


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_an_archive_that_was_cut_off_is_refused(whole, tmp_path, share):
    said = refused(whole[: int(len(whole) * share)], tmp_path / "out")

    assert said in {
        "This is no back-up of Fora, or it is damaged.",
        "The back-up is not complete: it was cut off while it was written or copied.",
    }


def test_any_flipped_byte_is_noticed(whole, tmp_path):
    for place in range(12, len(whole) - 8, 7):  # the gzip header holds a moment and a name that mean nothing
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        folder = tmp_path / str(place)
        try:
            manifest = unpacked(bytes(flipped), folder)
        except BadArchive:
            continue
        assert manifest == unpacked(whole, tmp_path / f"{place}-whole")


def test_a_changed_file_inside_a_sound_archive_is_noticed(whole, tmp_path):
    loose = gzip.decompress(whole).replace(b"the database", b"tha database")

    assert (
        refused(gzip.compress(loose, mtime=0), tmp_path) == "The back-up is damaged: database is not what was written."
    )


@pytest.mark.parametrize(
    "content", [b"", b"no archive at all", gzip.compress(b"neither", mtime=0), b"SQLite format 3\0" * 9]
)
def test_what_is_no_archive_is_refused(content, tmp_path):
    refused(content, tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../outside", "files/../../outside", "files/..", "other/file", "files", "database/x", "files//x"],
)
def test_a_name_that_leads_elsewhere_is_refused(name, tmp_path):
    (folder := tmp_path / "out").mkdir()

    assert refused(tar_of(**{name: b"x"}), folder) == (f"The archive holds what no back-up of Fora holds: {name!r}.")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE])
def test_links_and_devices_are_refused(kind, tmp_path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        member = tarfile.TarInfo("files/ab/link")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)

    assert refused(out.getvalue(), tmp_path).startswith("The archive holds what no back-up of Fora holds")


def test_a_manifest_of_another_format_is_refused(tmp_path):
    content = tar_of(**{"database": b"x", "manifest.json": json.dumps({"format": 2, "new": 1}).encode()})

    assert refused(content, tmp_path) == (
        "The back-up was made by another version of Fora, which wrote it in another way."
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"members": []}, {"members": {"database": 1}}, {"members": {"database": ["1", "a"]}}, {"members": None},
        {"rows": []}, {"rows": {"forum_post": "1"}}, {"rows": None}, {"migrations": {}}, {"migrations": [1]},
        {"missing": "files/a"}, {"missing": [None]}, {"made_at": 1}, {"vendor": None},
    ],
)  # fmt: skip
def test_a_manifest_whose_parts_are_of_another_kind_is_refused(changed, tmp_path):
    manifest = json.dumps({**asdict(a_manifest()), **changed}).encode()

    assert refused(tar_of(**{"database": b"x", "manifest.json": manifest}), tmp_path) == (
        "The back-up's manifest can’t be read."
    )


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"{}", b'{"format": 1}', b'{"format": 1, "strange": 2}'])
def test_a_manifest_that_makes_no_sense_is_refused(manifest, tmp_path):
    assert refused(tar_of(**{"database": b"x", "manifest.json": manifest}), tmp_path) == (
        "The back-up's manifest can’t be read."
    )
