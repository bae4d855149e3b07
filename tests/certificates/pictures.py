"""Pictures as offices send them in."""

import base64
import io
import random
from functools import cache

from PIL import Image, ImageDraw


@cache  # drawing it takes a second
def a_crest(size: int = 1600) -> bytes:
    """A large crest with many colours and a see-through ground."""
    image = Image.effect_mandelbrot((size, size), (-2, -1.5, 1, 1.5), 90).convert("RGB")
    noise = random.Random(7)
    draw = ImageDraw.Draw(image)
    for _number in range(200):
        x, y = noise.randrange(size), noise.randrange(size)
        draw.ellipse((x, y, x + 90, y + 90), fill=tuple(noise.randrange(256) for _ in range(3)))
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, size, size), fill=255)
    image.putalpha(mask)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def address_of(body: bytes) -> str:
    """A PNG as a data address."""
    return f"data:image/png;base64,{base64.b64encode(body).decode()}"
