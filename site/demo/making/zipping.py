"""The same zip every time: entries in one order, with one date, packed in one way."""

import io
import zipfile

DAY = (2000, 1, 1, 0, 0, 0)


def steady(content, first="[Content_Types].xml"):
    """This zip again; the entry named `first` stands first, and the rest by name. ODT's `mimetype` stays unpacked."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(found, "w") as after:
        for name in sorted(before.namelist(), key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            after.writestr(entry, before.read(name))
    return found.getvalue()
