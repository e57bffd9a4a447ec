"""Pictures of which only the pixels are left: no place, no camera, no name of who took them."""

from django.core.files.base import ContentFile

from files import refusals
from files.pictures import redraw
from files.sniffing import type_of
from files.types import PICTURES


class BareFile(ContentFile):
    """A picture that was drawn anew."""


def bare_picture(file):
    """An open file's picture as a BareFile; raises a FileRefused for what is none, is broken or too large."""
    type_name = type_of(file, file.name)
    if type_name not in PICTURES:
        raise refusals.UnknownType
    with redraw(file, type_name) as redrawn:
        return BareFile(redrawn.file.read(), name=file.name)
