"""Photos of people: a square of their pixels, in one size for every place."""

import io
from contextlib import closing

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from files.pictures import redraw

SIDE = 480  # pixels
NAME = "portrait.jpg"


def squared(sent, type_name):
    """A file with the middle of a picture as a square JPEG; raises files.refusals.FileRefused as `redraw` does."""
    with redraw(sent, type_name) as redrawn, closing(Image.open(redrawn.file)) as picture:
        square = ImageOps.fit(picture.convert("RGBA"), (SIDE, SIDE))
        paper = Image.new("RGB", square.size, "white")  # what is transparent shows paper
        paper.paste(square, mask=square.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=88)
    return ContentFile(out.getvalue(), NAME)
