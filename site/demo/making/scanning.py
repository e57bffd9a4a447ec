"""A page as an office's scanner leaves it: a grey picture, a little askew, without a letter of text in it."""

import random
import textwrap

from PIL import Image, ImageDraw, ImageFont

SIZE, EDGE, ASKEW, SPECKS = (827, 1169), 90, 0.7, 160
PAPER, INK = 236, 38


def scanned(blocks, fonts):
    """The picture of these blocks on A4 at 100 dots an inch, in eight shades of grey."""
    page = Image.new("L", SIZE, PAPER)
    pen = ImageDraw.Draw(page)
    plain, bold = (ImageFont.truetype(fonts / f"NotoSans-{weight}.ttf", 19) for weight in ("Regular", "Bold"))
    height = EDGE
    for kind, content in blocks:
        for line in _lines(kind, content):
            pen.text((EDGE, height), line, fill=INK, font=bold if kind == "heading" else plain)
            height += 31
        height += 10
    page = page.rotate(ASKEW, fillcolor=PAPER, resample=Image.Resampling.BICUBIC)
    _soil(page)
    return page.point(lambda shade: shade // 32 * 36)


def _lines(kind, content):
    if kind == "table":
        return ["     ".join(row) for row in content]
    if kind == "number":
        content = f"{content[0]}. {content[1]}"
    return textwrap.wrap(("☐ " if kind == "box" else "") + content, 62)


def _soil(page):
    dice = random.Random(7)  # noqa: S311 the same specks every time
    for _ in range(SPECKS):
        page.putpixel((dice.randrange(SIZE[0]), dice.randrange(SIZE[1])), 90)
