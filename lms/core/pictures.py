"""Pictures: QR codes made here, and photographs made small and free of where they were taken."""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import segno
from flask_babel import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from lms.core.errors import Refused

WIDEST = 960  # pixels: twice the width of a lesson on a phone
MOST_PIXELS = 60_000_000  # of a picture sent in: more is a bomb, not a photograph
QR_MASK = 2
EMBLEM_COLOURS = 24
SMALLEST_EMBLEM = 90  # pixels: below that nobody knows a crest
QR_SCALE = 4  # pixels of a square
QR_QUIET = 4  # squares of white around the code
DARK_AND_LIGHT = bytes([255, 0, *range(2, 256)])  # 1 is a dark square
QUALITY = 72  # of WebP: photographs of screens stay readable
LARGEST_SMALL = 300_000  # bytes of a picture that may stay as it is
PLAIN_CHUNKS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})  # of WebP: nothing but the picture


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: WebP, no metadata, width and height in pixels."""

    body: bytes
    width: int
    height: int


def qr_picture(address: str) -> str:
    """A QR code as an SVG data address; level M survives a fold in the paper."""
    return str(segno.make(address, error="m").svg_data_uri(scale=4, border=4, dark="#1c1917"))


def qr_image(address: str) -> str:
    """A QR code as a small PNG data address, for documents made by the thousand.

    The library tries all eight masks, which takes it six times as long as all the rest; any one
    of them is a valid code. A grey bitmap goes into a PDF as it is: coloured or with a palette it
    would be unpacked and packed again, an SVG read step by step.
    """
    code = segno.make(address, error="m", mask=QR_MASK, boost_error=False)
    squares = b"".join(bytes(row).translate(DARK_AND_LIGHT) for row in code.matrix)
    side = len(code.matrix)
    small = Image.frombytes("L", (side, side), squares)
    large = small.resize((side * QR_SCALE,) * 2, Image.Resampling.NEAREST)
    out = io.BytesIO()
    ImageOps.expand(large, QR_QUIET * QR_SCALE, fill=255).save(out, "PNG", compress_level=1)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"


def made_small(body: bytes, widest: int = WIDEST) -> Picture:
    """A picture somebody sent, turned upright, made small, encoded anew: metadata stays behind.

    What is so already stays byte for byte, so that modules can travel without change.
    """
    with _opened(body) as sent:
        if _is_small(body, sent, widest):
            sent.load()
            return Picture(body, sent.width, sent.height)
        plain = _upright(sent, widest)
    plain.thumbnail((widest, 3 * widest), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    plain.save(small, "WEBP", quality=QUALITY, method=4)
    return Picture(small.getvalue(), plain.width, plain.height)


def made_emblem(body: bytes, widest: int, largest: int) -> bytes:
    """A crest somebody sent as a small PNG of few colours, for documents made by the thousand.

    At most `widest` pixels, less where it would not fit into `largest` bytes.
    """
    with _opened(body) as sent:
        whole = _upright(sent, widest)
    while True:
        small = whole.copy()
        small.thumbnail((widest, widest), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        few = small.quantize(EMBLEM_COLOURS, method=Image.Quantize.FASTOCTREE)
        few.save(kept, "PNG", optimize=True)
        if kept.tell() <= largest or widest < SMALLEST_EMBLEM:
            return kept.getvalue()
        widest = widest * 4 // 5


@contextmanager
def _opened(body: bytes) -> Iterator[Image.Image]:
    """A picture of a stranger, looked at before it is unpacked. Refused: a bomb, or no picture."""
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
            sent = Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "WEBP"))
        with sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise Refused(_("This picture is too large. Please make it smaller first."))
            yield sent
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_("This picture is too large. Please make it smaller first.")) from None
    except (UnidentifiedImageError, OSError, SyntaxError):
        raise Refused(_("This is not a picture we can read: JPEG, PNG or WebP, please.")) from None


def _upright(sent: Image.Image, widest: int) -> Image.Image:
    sent.draft("RGB", (2 * widest, 2 * widest))
    upright = ImageOps.exif_transpose(sent)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    return upright.convert("RGBA" if has_alpha else "RGB")


def _is_small(body: bytes, sent: Image.Image, widest: int) -> bool:
    """Whether a picture is already as we would keep it: WebP, small, nothing else in the file."""
    fits = sent.width <= widest and sent.height <= 3 * widest and len(body) <= LARGEST_SMALL
    return sent.format == "WEBP" and fits and _only_picture(body)


def _only_picture(body: bytes) -> bool:
    """Whether a WebP file has no metadata, no animation and nothing behind its end."""
    at, end = 12, int.from_bytes(body[4:8], "little") + 8
    if end != len(body):
        return False
    while at < end:
        if body[at : at + 4] not in PLAIN_CHUNKS:
            return False
        size = int.from_bytes(body[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return at == end
