"""Pictures for the board of the demo, drawn here: a stall with its QR code, a house of culture."""

from __future__ import annotations

import io

import segno
from PIL import Image, ImageDraw

SIZE = (960, 720)
SKY, FIELD, WOOD, DARK = "#d9ecf2", "#8fb573", "#a8743f", "#3f2f23"
RED, CREAM, PAPER, STONE = "#b6402f", "#fbf3e2", "#ffffff", "#d8d2c6"
ADDRESS = "https://dichvucong.gov.vn"


def stall() -> bytes:
    """A market stall with fruit, and a sign with a QR code to pay by."""
    picture, pen = _canvas()
    pen.rectangle((120, 250, 840, 560), fill=CREAM)
    for number in range(12):
        left = 100 + number * 64
        pen.polygon(
            [(left + 20, 140), (left + 76, 140), (left + 64, 260), (left, 260)],
            fill=RED if number % 2 else CREAM,
        )
        pen.pieslice((left, 228, left + 64, 292), 0, 180, fill=RED if number % 2 else CREAM)
    for post in (120, 816):
        pen.rectangle((post, 250, post + 24, 660), fill=DARK)
    pen.rectangle((90, 500, 870, 660), fill=WOOD)
    pen.rectangle((90, 500, 870, 524), fill=DARK)
    for row, colour in enumerate(("#e39a2d", "#d8542f", "#7fa03a")):
        for number in range(5):
            left = 130 + row * 130 + number * 22
            pen.ellipse((left, 452 - (number % 2) * 18, left + 44, 496 - (number % 2) * 18), colour)
    _sign(picture, pen)
    return _png(picture)


def house() -> bytes:
    """A house of culture with its flag, hills behind it, and people at the door."""
    picture, pen = _canvas()
    pen.rectangle((210, 330, 750, 590), fill=CREAM)
    pen.polygon([(160, 340), (480, 180), (800, 340)], fill=RED)
    pen.rectangle((430, 430, 530, 590), fill=WOOD)
    for left in (260, 620):
        pen.rectangle((left, 410, left + 90, 500), fill="#6f97a8", outline=DARK, width=6)
    pen.rectangle((846, 200, 854, 600), fill=DARK)
    pen.rectangle((854, 204, 940, 262), fill="#c8281e")
    pen.regular_polygon((897, 233, 17), 5, rotation=0, fill="#f2c230")
    for left, colour in ((300, "#2f5d73"), (372, "#7a3f5c"), (560, "#4c6a35"), (640, "#8a5a24")):
        pen.rounded_rectangle((left, 540, left + 56, 660), 24, fill=colour)
        pen.ellipse((left + 8, 494, left + 48, 538), fill="#e2b48c")
    return _png(picture)


def _canvas() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 420), (190, 210), (420, 430), (640, 190), (960, 420), (960, 720), (0, 720)],
                fill="#a9c7b4")  # fmt: skip
    pen.rectangle((0, 560, 960, 720), fill=FIELD)
    return picture, pen


def _sign(picture: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((590, 300, 780, 500), 12, fill=PAPER, outline=DARK, width=5)
    code = io.BytesIO()
    segno.make(ADDRESS, error="m", micro=False).save(code, kind="png", scale=5, border=1)
    drawn = Image.open(code).convert("RGB").resize((150, 150), Image.Resampling.NEAREST)
    picture.paste(drawn, (610, 325))


def _png(picture: Image.Image) -> bytes:
    body = io.BytesIO()
    picture.save(body, "PNG")
    return body.getvalue()
