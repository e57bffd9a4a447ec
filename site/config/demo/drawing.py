"""The demo's pictures: boxes with a mark in each, joined by arrows or not."""

import io

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, LINE = "#ffffff", "#10171e", "#0a566e"


def drawn(*, width, height, boxes, arrows, **rest):
    """The bytes of a PNG with these boxes in a row."""
    picture = Image.new("RGB", (width, height), PAPER)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(height // 5)
    step = width / len(boxes)
    side, middle = min(step * 0.62, height * 0.62), height / 2
    for place, mark in enumerate(boxes):
        centre = step * (place + 0.5)
        pen.rectangle(
            (centre - side / 2, middle - side / 2, centre + side / 2, middle + side / 2), outline=INK, width=4
        )
        pen.text((centre, middle), mark, fill=INK, font=font, anchor="mm")
        if arrows == "right" and place:
            _arrow(pen, centre - step + side / 2 + 12, centre - side / 2 - 12, middle)
    found = io.BytesIO()
    picture.save(found, "PNG")
    return found.getvalue()


def _arrow(pen, start, end, height):
    pen.line((start, height, end, height), fill=LINE, width=6)
    pen.polygon([(end, height), (end - 16, height - 10), (end - 16, height + 10)], fill=LINE)


def portrait(ground, coat, hair, side=480):
    """The bytes of a PNG of somebody nobody is: a head and shoulders in flat colours."""
    picture = Image.new("RGB", (side, side), ground)
    pen, skin = ImageDraw.Draw(picture), "#d8b18f"
    pen.ellipse((side * 0.14, side * 0.66, side * 0.86, side * 1.5), fill=coat)
    pen.rectangle((side * 0.43, side * 0.5, side * 0.57, side * 0.74), fill=skin)
    pen.ellipse((side * 0.31, side * 0.15, side * 0.69, side * 0.6), fill=hair)
    pen.ellipse((side * 0.345, side * 0.21, side * 0.655, side * 0.6), fill=skin)
    pen.pieslice((side * 0.32, side * 0.16, side * 0.68, side * 0.52), 190, 350, fill=hair)
    found = io.BytesIO()
    picture.save(found, "PNG")
    return found.getvalue()
