"""Pictures are drawn anew from their pixels, so that nothing else of what a camera wrote is kept."""

import io
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from PIL import Image, ImageCms, ImageOps

from files import refusals

FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
OPTIONS = {
    "png": {},
    "jpg": {"quality": 90, "progressive": True},
    "webp": {"quality": 90, "method": 4},
}
MODES = {"png": {"1", "L", "LA", "RGB", "RGBA", "P", "I;16"}, "jpg": {"L", "RGB"}, "webp": {"RGB", "RGBA"}}
# What Pillow raises on hostile or broken files, beside its own limits.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, ArithmeticError, MemoryError)


@dataclass(frozen=True)
class Redrawn:
    """file: an open binary file with the picture alone. width, height: in pixels, as it is to be seen."""

    file: BinaryIO
    width: int
    height: int


@contextmanager
def redraw(file, type_name):
    """The picture without its metadata, upright, as Redrawn; raises TooManyPixels before decoding, or Damaged."""
    image = _opened(file, type_name)
    if image.width * image.height > settings.PICTURE_MAX_PIXELS:
        raise refusals.TooManyPixels
    with tempfile.TemporaryFile() as out:
        try:
            bare = _bare(image, type_name)
            bare.save(out, FORMATS[type_name], exif=b"", **OPTIONS[type_name])
        except BROKEN as error:
            raise refusals.Damaged from error
        out.seek(0)
        yield Redrawn(out, bare.width, bare.height)


def _opened(file, type_name):
    file.seek(0)
    try:
        return Image.open(file, formats=[FORMATS[type_name]])  # reads the head only
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refusals.TooManyPixels from error
    except BROKEN as error:
        raise refusals.Damaged from error


def _bare(image, type_name):
    """Pixels alone: colours as the profile means them, upright as the camera was held, in a mode the type knows."""
    upright = ImageOps.exif_transpose(_in_srgb(image))
    if upright.mode not in MODES[type_name]:
        upright = upright.convert("RGBA" if type_name != "jpg" and upright.has_transparency_data else "RGB")
    seen = {name: upright.info[name] for name in ("transparency",) if name in upright.info and type_name == "png"}
    upright.info = seen
    return upright


def _in_srgb(image):
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        turned = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, *BROKEN):  # a profile that isn't one: the colours stay as the numbers say
        return image
    return turned
