"""The picture a shared link shows in chat apps: the title of a module, in few colours."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from lms.core.assets import FOLDER

SIZE = WIDTH, HEIGHT = 1200, 630  # what chat apps ask for
EDGE = 90
BRAND, HILL, PALE, GOLD, WHITE = "#0b6b63", "#08534d", "#cfe8e4", "#f5b453", "#ffffff"
FONT = FOLDER / "fonts" / "be-vietnam-pro-700.woff2"
LARGEST, SMALLEST = 88, 52
MOST_LINES = 4


@lru_cache(64)
def preview_of(title: str, topic: str) -> bytes:
    """A PNG of a few kilobytes; drawn once, then kept."""
    picture = Image.new("RGB", SIZE, BRAND)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 560), (210, 470), (390, 545), (640, 440), (860, 550), (1010, 490),
                  (1200, 560), SIZE, (0, HEIGHT)], fill=HILL)  # fmt: skip
    draw.rectangle((0, HEIGHT - 16, WIDTH, HEIGHT), fill=GOLD)
    draw.text((EDGE, 72), topic, font=_font(36), fill=PALE)
    size = _largest(title)
    step = int(size * 1.22)
    for number, line in enumerate(_lines(title, size)):
        draw.text((EDGE, 140 + number * step), line, font=_font(size), fill=WHITE)
    draw.text((EDGE, 536), "Học Số", font=_font(40), fill=WHITE)
    kept = io.BytesIO()
    picture.quantize(24).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _largest(title: str) -> int:
    """The largest type in which a title takes few enough lines."""
    sizes = range(LARGEST, SMALLEST, -6)
    room = 370  # pixels between the topic and the foot
    fitting = (s for s in sizes if len(_lines(title, s)) <= min(MOST_LINES, room // (s * 1.22)))
    return next(fitting, SMALLEST)


def _lines(title: str, size: int) -> list[str]:
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if _font(size).getlength(longer) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines[:MOST_LINES]


@lru_cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)
