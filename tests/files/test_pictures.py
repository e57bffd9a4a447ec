"""A picture keeps its pixels and loses everything else that a camera or a program wrote into it."""

import io

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from files import refusals
from files.pictures import redraw
from tests.factories.files import picture

GPS = 0x8825
ORIENTATION = 0x0112
ARTIST = 0x013B
SECRET = "Kittiwake"


def exif(**tags):
    marks = Image.Exif()
    marks[ARTIST] = SECRET
    marks.get_ifd(GPS)[1] = "N"
    marks.get_ifd(GPS)[2] = (33.0, 53.0, 12.0)
    for tag, value in tags.items():
        marks[int(tag[1:])] = value
    return marks.tobytes()


def xmp():
    return f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()


def written(type_name, **options):
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", SECRET)
    more = {"png": {"pnginfo": texts}, "jpg": {"comment": SECRET, "xmp": xmp()}, "webp": {"xmp": xmp()}}[type_name]
    return picture(type_name, exif=exif(), **more, **options)


def redrawn_and_opened(sent, type_name):
    with redraw(sent, type_name) as redrawn:
        return redrawn, Image.open(io.BytesIO(redrawn.file.read()))


@pytest.mark.parametrize("type_name", ["jpg", "png", "webp"])
def test_place_author_and_remarks_are_gone(type_name):
    sent = written(type_name)
    assert SECRET.encode() in sent.getvalue()

    with redraw(sent, type_name) as redrawn:
        stored = redrawn.file.read()

    image = Image.open(io.BytesIO(stored))
    assert SECRET.encode() not in stored
    assert (dict(image.getexif()), dict(image.getexif().get_ifd(GPS))) == ({}, {})
    assert {"exif", "xmp", "comment", "icc_profile", "Author", "XML:com.adobe.xmp"} & set(image.info) == set()


def test_a_picture_stands_upright_as_the_camera_was_held():
    lying = Image.new("RGB", (8, 4), "white")
    lying.putpixel((0, 0), (0, 0, 0))
    sent = io.BytesIO()
    lying.save(sent, "PNG", exif=exif(t274=6))

    redrawn, image = redrawn_and_opened(sent, "png")

    assert (redrawn.width, redrawn.height, image.size) == (4, 8, (4, 8))
    assert image.getpixel((3, 0)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("type_name", "mode"),
    [
        ("png", "1"),
        ("png", "L"),
        ("png", "LA"),
        ("png", "P"),
        ("png", "RGB"),
        ("png", "RGBA"),
        ("png", "I;16"),
        ("jpg", "L"),
        ("jpg", "RGB"),
        ("jpg", "CMYK"),
        ("webp", "RGB"),
        ("webp", "RGBA"),
    ],
)
def test_every_way_of_writing_pixels_is_read_and_written(type_name, mode):
    redrawn, _ = redrawn_and_opened(picture(type_name, mode=mode), type_name)

    assert (redrawn.width, redrawn.height) == (6, 4)


def test_what_is_see_through_stays_so():
    sent = io.BytesIO()
    Image.new("P", (2, 2), 0).save(sent, "PNG", transparency=0)

    _, image = redrawn_and_opened(sent, "png")

    assert image.convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_colour_profile_is_followed_and_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    _, image = redrawn_and_opened(picture("jpg", icc_profile=profile), "jpg")

    assert "icc_profile" not in image.info


def test_a_profile_that_is_none_breaks_nothing():
    assert redrawn_and_opened(picture("jpg", icc_profile=b"nonsense"), "jpg")[0].width == 6


def test_the_limit_of_pixels_is_exact(settings):
    settings.PICTURE_MAX_PIXELS = 24

    assert redrawn_and_opened(picture("png", size=(6, 4)), "png")[0].width == 6
    with pytest.raises(refusals.TooManyPixels), redraw(picture("png", size=(5, 5)), "png"):
        pass


@pytest.mark.parametrize("type_name", ["jpg", "png", "webp"])
@pytest.mark.parametrize("cut", [12, 40, -40])
def test_half_a_picture_is_said_to_be_damaged(type_name, cut):
    whole = picture(type_name, size=(64, 64)).getvalue()

    with pytest.raises(refusals.Damaged), redraw(io.BytesIO(whole[:cut]), type_name):
        pass


def test_the_first_picture_of_a_film_is_kept():
    sent = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), colour) for colour in ("white", "black", "white")]
    frames[0].save(sent, "WEBP", save_all=True, append_images=frames[1:])

    _, image = redrawn_and_opened(sent, "webp")

    assert getattr(image, "n_frames", 1) == 1
